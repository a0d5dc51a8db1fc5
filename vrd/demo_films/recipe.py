"""List the shots of the demo films, and the stretches that hosts take from sources.

Two films are sources, four are hosts, and one, ``nature_notes``, shares nothing with the others.
This film and the hosts have shots that look similar to others but are no copies: the same hills in
another light, the same studio with the same speaker, another drive past houses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Raise this number whenever the same recipe gives other films.
VERSION = 1


@dataclass(frozen=True)
class Shot:
    """Describe a shot of a film's own: the name of a scene, its length in seconds, its options."""

    scene: str
    seconds: float
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Plant:
    """Describe a stretch that a film takes from a source.

    Attributes
    ----------
    ref
        The name of the source.
    start, seconds
        Start and length of the stretch, in seconds of the source.
    edit
        The name of an edit of `vrd.demo_films.edits`, or several, joined by ``+``.
    speed
        Seconds of the source that pass in a second of the film.
    sound
        Whether the film takes the sound, too.
    """

    ref: str
    start: float
    seconds: float
    edit: str = "plain"
    speed: float = 1.0
    sound: bool = True


@dataclass(frozen=True)
class Film:
    """Describe a film: its file name, its content in order, and its look.

    Attributes
    ----------
    name
        The file name.
    content
        Shots and stretches, in order.
    width, height, fps
        Pixels and frames per second.
    inner
        Width of the picture between black pillars; None without pillars.
    grain
        Spread of the film grain, in grey levels.
    tone
        Colour cast: factors of red, green and blue.
    """

    name: str
    content: tuple[Shot | Plant, ...]
    width: int = 480
    height: int = 270
    fps: int = 24
    inner: int | None = None
    grain: float = 4.0
    tone: tuple[float, float, float] = (1.0, 1.0, 1.0)


def shot(scene: str, seconds: float, **options: object) -> Shot:
    """Return a shot whose options are written as keyword arguments."""
    return Shot(scene, seconds, options)


HARBOUR = "harbour_1962.mp4"
SKY = "beyond_the_sky_1971.mp4"
STAFF = (
    "DIRECTED BY\nAda Quill\n\nCAMERA\nJ. Merriman\n\nSOUND\nT. Okafor\n\nEDITED BY\nR. Lindqvist"
)

SOURCES = (
    Film(
        HARBOUR,
        (
            shot("black", 1.5),
            shot("countdown", 5),
            shot("title", 4, text="The Harbour", below="a film of the year 1962"),
            shot("sea", 6),
            shot("photo", 5, name="china", move="in"),
            shot("town", 6),
            shot("hills", 6.5, seed=11, light="noon", move="right"),
            shot("train", 7, seed=12, light="dawn"),
            shot("photo", 4.5, name="coffee", move="corner"),
            shot("speaker", 6, caption="H. Aldana, harbour master", coat=(38, 58, 52)),
            shot("photo", 5, name="photographer", move="portrait"),
            shot("clock", 5),
            shot("leaves", 5),
            shot("sea", 5, light="dawn", boat=False),
            shot("intertitle", 3, text="Meanwhile, at the museum"),
            shot("photo", 4.5, name="coins", move="left"),
            shot("hills", 5.5, seed=13, light="storm", move="left"),
            shot("fire", 4.5),
            shot("photo", 5, name="cat", move="out"),
            shot("credits", 6, text=f"THE HARBOUR\n\n{STAFF}"),
            shot("black", 1),
        ),
        tone=(1.04, 1.0, 0.92),
    ),
    Film(
        SKY,
        (
            shot("slate", 2.5, film="BEYOND THE SKY", take=4),
            shot("title", 4, text="Beyond the Sky", below="1971", ground=(12, 22, 64)),
            shot("planet", 7),
            shot("photo", 5, name="rocket", move="up"),
            shot("starfield", 5),
            shot("photo", 5.5, name="astronaut", move="portrait"),
            shot("speaker", 3.6, caption="E. Varga, flight director", coat=(120, 116, 104)),
            shot("photo", 6, name="galaxies", move="out"),
            shot("chart", 5, text="Launches in each year"),
            shot("clouds", 5.5),
            shot("photo", 5.5, name="hurricane", move="corner"),
            shot("route", 6, places="0.28,0.33 0.47,0.25 0.6,0.45 0.85,0.6"),
            shot("snowfall", 6, seed=21),
            shot("photo", 4.5, name="cell", move="in"),
            shot("town", 6, night=True),
            shot("photo", 5, name="retina", move="out"),
            shot("bars", 2),
            shot("planet", 5, near=0.85, turn=0.03),
            shot("credits", 5, text=f"BEYOND THE SKY\n\n{STAFF}"),
            shot("black", 1),
        ),
        tone=(0.97, 1.0, 1.05),
        grain=5.0,
    ),
)

HOSTS = (
    Film(
        "evening_report.mp4",
        (
            shot("title", 3.5, text="Evening Report", below="Tuesday", ground=(70, 16, 18)),
            shot("speaker", 5.3, caption="Good evening", coat=(30, 30, 34)),
            Plant(HARBOUR, 12.29, 13.4),
            shot("speaker", 3.4, caption="News from the coast", coat=(30, 30, 34)),
            shot("chart", 5.2, text="Catch of herring", ground=(52, 26, 30)),
            Plant(SKY, 14.04, 9.6, "logo"),
            shot("town", 5.7, night=True, backwards=True),
            shot("photo", 4.8, name="brick", move="down"),
            Plant(HARBOUR, 57.2, 8.3, "subtitle", sound=False),
            shot("route", 5.5, places="0.7,0.35 0.62,0.5 0.5,0.3"),
            shot("clouds", 5, table=((70, 74, 84), (150, 152, 156), (222, 222, 220))),
            shot("speaker", 4, caption="Good night", coat=(30, 30, 34)),
            shot("black", 2),
        ),
        fps=25,
        grain=2.0,
    ),
    Film(
        "a_century_of_travel.mp4",
        (
            shot("black", 1),
            shot("title", 4.2, text="A Century\nof Travel", ground=(60, 48, 24)),
            shot("train", 6.3, seed=31, light="noon", wagons=5),
            Plant(HARBOUR, 27.9, 12.6, "grey"),
            shot("intertitle", 3.1, text="The open road"),
            shot("town", 6.2, backwards=True),
            Plant(HARBOUR, 17.0, 7.2, "dissolve", sound=False),
            shot("hills", 5.6, seed=32, light="noon", move="left"),
            Plant(SKY, 56.3, 5.5, "brighter", sound=False),
            shot("photo", 4.6, name="gravel", move="right"),
            Plant(SKY, 36.1, 12.1, "plain", speed=0.96),
            shot("sea", 5.4, light="storm"),
            shot("credits", 5, text=f"A CENTURY OF TRAVEL\n\n{STAFF}"),
        ),
        width=640,
        height=360,
        tone=(1.05, 1.0, 0.94),
    ),
    Film(
        "school_television.mp4",
        (
            shot("bars", 2.2),
            shot("title", 3.6, text="School Television", below="lesson 9", ground=(16, 60, 40)),
            shot("clock", 4.7, face=(250, 250, 250), start=9.6),
            Plant(SKY, 8.2, 19.5, "pillarbox"),
            shot("intertitle", 3.4, text="What did you see?"),
            shot("hills", 5.8, seed=12, light="night", move="right"),
            Plant(HARBOUR, 75.0, 9.0, "low quality+pillarbox", sound=False),
            shot("leaves", 5.1, tint=(110, 140, 60)),
            shot("chart", 4.9, text="Rain and sunshine", ground=(20, 60, 34)),
            Plant(HARBOUR, 62.3, 6.4, "sepia+pillarbox", sound=False),
            shot("starfield", 4.3, speed=0.5),
            shot("speaker", 3.6, caption="Until next week", coat=(110, 44, 60)),
            shot("black", 1.5),
        ),
        inner=360,
        grain=3.0,
    ),
    Film(
        "lost_and_found.mp4",
        (
            shot("countdown", 4, first=4, ground=(168, 150, 116)),
            shot("title", 3.3, text="Lost and Found", below="pictures from a cellar"),
            shot("fire", 4.2),
            Plant(HARBOUR, 35.0, 27.0, "old copy"),
            shot("slate", 2.4, film="REEL 2", take=1),
            Plant(SKY, 46.0, 9.4, "mirror", sound=False),
            shot("snowfall", 5.5, seed=41, light="storm"),
            Plant(SKY, 62.8, 12.2, "crop"),
            shot("intertitle", 3.2, text="The last reel"),
            Plant(HARBOUR, 80.0, 8.4, "letterbox", sound=False),
            shot("sea", 5.1, light="night"),
            Plant(SKY, 85.9, 5.0, "low resolution", sound=False),
            shot("black", 2.5),
        ),
        grain=6.0,
        tone=(1.06, 1.0, 0.88),
    ),
)

#: The film that shares nothing with the others.
UNRELATED = Film(
    "nature_notes.mp4",
    (
        shot("black", 1.2),
        shot("title", 4, text="Nature Notes", below="spring", ground=(30, 54, 26)),
        shot("hills", 6.4, seed=11, light="dawn", move="left"),
        shot("photo", 5.6, name="flower", move="in"),
        shot("leaves", 5.4, tint=(70, 130, 50)),
        shot("photo", 6, name="raccoon", move="corner"),
        shot("speaker", 3.8, caption="Dr B. Hale, naturalist", coat=(70, 60, 40)),
        shot("sea", 6.2, light="storm", boat=False),
        shot("photo", 4.7, name="grass", move="left"),
        shot("snowfall", 5.6, seed=21, light="night"),
        shot("hills", 5.8, seed=13, light="noon", move="corner"),
        shot("clouds", 5.2, table=((90, 60, 90), (230, 150, 120), (255, 226, 180))),
        shot("photo", 5.1, name="flower", move="detail"),
        shot("credits", 5.4, text=f"NATURE NOTES\n\n{STAFF}"),
        shot("black", 1),
    ),
    tone=(0.98, 1.03, 0.95),
)

FILMS = (*SOURCES, *HOSTS, UNRELATED)
