// Two films in step.

import { build, wantsLessMotion } from "./dom";
import type { Clips } from "./generated";
import { correction, followingRate, isAtEnd, nextSpeed, steppedTime, timeInClip } from "./sync";

export const VIEWS = ["side by side", "blink", "difference"] as const;
export type View = (typeof VIEWS)[number];
/** Milliseconds for which blinking shows a film: less than three changes a second. */
const BLINK_MS = 450;
const NO_CLIPS = { length: 0, ratio: 1, rate: 25, start: 0, end: 0 };

export class Player {
  readonly stage: HTMLElement;
  speed = 1;
  looping = true;
  /** Whose sound is played: 0 or 1, -1 for none. */
  sound = -1;
  view: View = "side by side";
  mirrored = false;
  playing = false;
  ready = false;
  private readonly films: [HTMLVideoElement, HTMLVideoElement];
  private clip: Pick<Clips, "length" | "ratio" | "rate" | "start" | "end"> = NO_CLIPS;
  private urls: string[] = [];
  /** Where the films are to be; null once they are there. */
  private wanted: number | null = null;
  private seeking: number | null = null;
  private frame = 0;
  private blinking: ReturnType<typeof setInterval> | undefined;

  /** `changed` is called whenever anything that is shown has changed. */
  constructor(public changed: () => void) {
    this.films = [newVideo(), newVideo()];
    this.films[0].addEventListener("seeked", () => this.seekAgain());
    this.films[0].addEventListener("ended", () => this.ended());
    this.stage = build("div", { class: "vrd-stage", "data-look": this.view },
      ...this.films.map((film) => build("div", { class: "vrd-screen" }, film)));
    this.unload();
  }

  unload(): void {
    this.pause();
    for (const url of this.urls) URL.revokeObjectURL(url);
    this.urls = [];
    this.ready = false;
    this.wanted = null;
    for (const film of this.films) { film.removeAttribute("src"); film.load(); }
    this.clip = NO_CLIPS;
  }

  /** Show two clips; the promise ends when both can be played. */
  async load(pictures: DataView[], clip: Clips): Promise<void> {
    this.unload();
    this.clip = clip;
    const urls = pictures.map((mp4) =>
      URL.createObjectURL(new Blob([mp4 as DataView<ArrayBuffer>], { type: "video/mp4" })));
    this.urls = urls;
    await Promise.all(this.films.map((film, side) => loaded(film, urls[side])));
    if (urls !== this.urls) return; // others were loaded meanwhile
    this.ready = true;
    this.setSpeed(this.speed);
    this.seek(clip.start);
  }

  get time(): number {
    return this.wanted ?? this.films[0].currentTime;
  }

  get ratio(): number {
    return this.clip.ratio;
  }

  seek(time: number): void {
    if (!this.ready) return;
    this.wanted = timeInClip(time, this.clip.length, this.clip.rate);
    if (!this.films[0].seeking) this.seekNow(this.wanted);
    this.changed();
  }

  private seekNow(time: number): void {
    this.seeking = time;
    this.films[0].currentTime = time;
    this.films[1].currentTime = time * this.ratio;
  }

  // Dragging the slider asks for more positions than can be shown: only the last one counts.
  private seekAgain(): void {
    if (this.wanted === null) return;
    if (this.wanted !== this.seeking) this.seekNow(this.wanted);
    else this.wanted = null;
    this.changed();
  }

  step(frames: number): void {
    this.pause();
    this.seek(steppedTime(this.time, frames, this.clip.rate));
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    this.films[0].playbackRate = speed;
    this.films[1].playbackRate = followingRate(speed, this.ratio);
    this.changed();
  }

  faster(steps: number): void {
    this.setSpeed(nextSpeed(this.speed, steps));
  }

  setLooping(on: boolean): void {
    this.looping = on;
    this.changed();
  }

  toggle(): void {
    if (this.playing) this.pause();
    else void this.play();
  }

  async play(): Promise<void> {
    if (!this.ready) return;
    if (isAtEnd(this.time, this.stop(), this.clip.rate)) {
      this.seek(this.looping ? this.clip.start : 0);
    }
    this.playing = true;
    try {
      await Promise.all(this.films.map((film) => film.play()));
    } catch (error) {
      if ((error as Error).name !== "AbortError") this.pause();
    }
    this.follow();
    this.changed();
  }

  pause(): void {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    for (const film of this.films) film.pause();
    if (this.ready && this.wanted === null) {
      this.films[1].currentTime = this.films[0].currentTime * this.ratio;
    }
    this.changed();
  }

  private stop(): number {
    return this.looping ? this.clip.end : this.clip.length;
  }

  private ended(): void {
    if (!this.playing) return;
    if (this.looping) { this.seek(this.clip.start); void this.play(); } else this.pause();
  }

  private follow(): void {
    cancelAnimationFrame(this.frame);
    if (!this.playing) return;
    const [first, second] = this.films;
    if (this.looping && this.wanted === null && first.currentTime >= this.clip.end) {
      this.seek(this.clip.start);
    } else if (this.wanted === null && !second.seeking) {
      this.correct(second, first.currentTime * this.ratio);
    }
    this.changed();
    this.frame = requestAnimationFrame(() => this.follow());
  }

  private correct(second: HTMLVideoElement, expected: number): void {
    const { rate, setAnew } = correction(second.currentTime - expected, this.speed, this.ratio);
    if (setAnew) second.currentTime = expected;
    if (Math.abs(second.playbackRate - rate) > 0.004) second.playbackRate = rate;
    if (second.paused && !second.ended) second.play().catch(() => {});
  }

  /** Show both films in another way; the same way again goes back to side by side. Blinking by
   * itself is no help to whoever asked for less motion: there the key swaps the films. */
  setView(view: View): void {
    const again = view === this.view && view !== "side by side";
    if (again && view === "blink" && wantsLessMotion() && this.stage.dataset.top === "0") {
      this.onTop(1);
    } else {
      this.view = again ? "side by side" : view;
      this.stage.dataset.look = this.view;
      this.onTop(0);
      clearInterval(this.blinking);
      if (this.view === "blink" && !wantsLessMotion()) {
        this.blinking = setInterval(() => this.onTop(1 - Number(this.stage.dataset.top)), BLINK_MS);
      }
    }
    this.changed();
  }

  private onTop(side: number): void {
    this.stage.dataset.top = String(side);
  }

  mirror(on = !this.mirrored): void {
    this.mirrored = on;
    this.stage.classList.toggle("vrd-mirrored", on);
    this.changed();
  }

  /** Play the sound of the first film, of the second, of none, in turn. */
  nextSound(): void {
    this.sound = this.sound === 1 ? -1 : this.sound + 1;
    this.films.forEach((film, side) => { film.muted = side !== this.sound; });
    this.changed();
  }

  close(): void {
    this.changed = () => {};
    clearInterval(this.blinking);
    this.unload();
  }
}

function newVideo(): HTMLVideoElement {
  const video = build("video", { playsinline: true, preload: "auto", tabindex: "-1",
    disablepictureinpicture: true });
  video.muted = true;
  return video;
}

function loaded(video: HTMLVideoElement, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    video.onloadeddata = () => resolve();
    video.onerror = () => reject(new Error(video.error?.message || "it cannot be played"));
    video.src = url;
  });
}
