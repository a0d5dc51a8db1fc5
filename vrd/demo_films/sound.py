"""Generate the sound of the demo films: music, waves, engines, speech, beeps.

Conventions: sound is mono, float32 between -1 and 1, at `RATE` samples per second.
"""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

#: Samples per second.
RATE = 22_050
#: Semitones of a major and a minor pentatonic scale.
MAJOR = np.array([0, 2, 4, 7, 9, 12, 14, 16])
MINOR = np.array([0, 3, 5, 7, 10, 12, 15, 17])
Sound = NDArray[np.float32]


def _times(count: int) -> Sound:
    return np.asarray(np.arange(count) / RATE, np.float32)


def _hiss(count: int, random: np.random.Generator, smooth: int) -> Sound:
    """Return noise without the frequencies above about ``RATE / smooth``."""
    raw = random.standard_normal(count + smooth).astype(np.float32)
    total = np.cumsum(raw, dtype=np.float64)
    part = (total[smooth:] - total[:-smooth]) / np.sqrt(smooth)
    return np.asarray(part[:count], np.float32)


def music(count: int, random: np.random.Generator) -> Sound:
    """Make chords with a tune above them, in a random key and tempo."""
    root, beat = 110 * 2 ** (random.integers(0, 12) / 12), random.uniform(0.28, 0.5)
    scale = MAJOR if random.random() < 0.5 else MINOR
    colour = random.uniform(0.1, 0.6, 4)
    result = np.zeros(count, np.float32)
    for number, start in enumerate(np.arange(0, count, int(beat * RATE))):
        notes = [24 + int(random.choice(scale))] if random.random() < 0.8 else []
        if number % 8 == 0:
            low = int(random.choice(scale[:5]))
            notes += [low, low + 4, low + 7]
        for note in notes:
            seconds = 8 * beat if note < 24 else 2 * beat
            piece = _note(root * 2 ** (note / 12), seconds, colour)[: count - start]
            result[start : start + len(piece)] += piece
    return result * np.float32(0.16)


def _note(pitch: float, seconds: float, colour: NDArray[np.float64]) -> Sound:
    times = _times(int(seconds * RATE))
    tone = np.sin(2 * np.pi * pitch * times)
    for number, part in enumerate(colour, 2):
        tone += part * np.sin(2 * np.pi * pitch * number * times) / number
    return np.asarray(tone * np.exp(-2.5 * times / seconds) * np.minimum(1, times * 60), np.float32)


def speech(count: int, random: np.random.Generator) -> Sound:
    """Make syllables without words: a buzz with two moving formants."""
    result = np.zeros(count, np.float32)
    pitch, position = random.uniform(95, 190), 0
    while position < count:
        size = int(random.uniform(0.09, 0.24) * RATE)
        times = _times(size)
        first, second = random.uniform(300, 800), random.uniform(900, 2300)
        voice = pitch * random.uniform(0.88, 1.14)
        partials = voice * np.arange(1, 24)
        loud = np.exp(-(((partials - first) / 160) ** 2))
        loud += 0.5 * np.exp(-(((partials - second) / 220) ** 2))
        waves = np.sin(2 * np.pi * partials[:, None] * times) * loud[:, None]
        piece = waves.sum(0) * np.hanning(size)
        result[position : position + size] += piece[: count - position].astype(np.float32)
        position += size + int(random.choice([0.01, 0.02, 0.3], p=[0.45, 0.45, 0.1]) * RATE)
    return result * np.float32(0.22)


def surf(count: int, random: np.random.Generator) -> Sound:
    """Make waves on a shore."""
    times = _times(count)
    swell = 0.55 + 0.45 * np.sin(2 * np.pi * times / random.uniform(3, 5) + random.uniform(0, 6))
    return np.asarray(_hiss(count, random, 12) * swell * 0.12, np.float32)


def engine(count: int, random: np.random.Generator) -> Sound:
    """Make a machine that works in strokes."""
    times = _times(count)
    stroke = np.clip(np.sin(2 * np.pi * random.uniform(2.5, 5) * times), 0, 1) ** 2
    return np.asarray(_hiss(count, random, 24) * (0.1 + stroke) * 0.16, np.float32)


def beeps(count: int, random: np.random.Generator) -> Sound:
    """Make a short tone each second."""
    times = _times(count)
    tone = np.sin(2 * np.pi * random.choice([880, 1000, 1200]) * times)
    return np.asarray(tone * (times % 1 < 0.1) * 0.3, np.float32)


def silence(count: int, random: np.random.Generator) -> Sound:
    """Return silence."""
    return np.zeros(count, np.float32)


#: The sound of a scene, and how loud the film's music is with it. Other scenes have music alone.
SCENE_SOUNDS: dict[str, tuple[Callable[[int, np.random.Generator], Sound], float]] = {
    "black": (silence, 0.0),
    "countdown": (beeps, 0.0),
    "slate": (beeps, 0.0),
    "bars": (beeps, 0.0),
    "speaker": (speech, 0.12),
    "sea": (surf, 0.5),
    "snowfall": (surf, 0.7),
    "train": (engine, 0.4),
    "town": (engine, 0.6),
    "fire": (engine, 0.3),
}


def scene_sound(scene: str, tune: Sound, random: np.random.Generator) -> Sound:
    """Make the sound of a shot, mixed with its part of the film's music."""
    if scene not in SCENE_SOUNDS:
        return tune
    make, music_volume = SCENE_SOUNDS[scene]
    return make(len(tune), random) + tune * np.float32(music_volume)


def stretched(sound: Sound, count: int) -> Sound:
    """Return a sound with another number of samples; its pitch changes as that of a tape does."""
    positions = np.linspace(0, max(len(sound) - 1, 0), count)
    return np.interp(positions, np.arange(len(sound)), sound).astype(np.float32)


def write_wav(path: Path, sound: Sound) -> None:
    """Write a sound as a WAV file with 16-bit samples."""
    samples = np.clip(sound * 32_000, -32_767, 32_767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
