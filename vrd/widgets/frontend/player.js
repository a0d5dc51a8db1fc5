// Two films in step. The first leads; the second follows along `second = ratio × first`.
//
// The second plays at the same rate times the ratio of speeds. Where it drifts, its rate is nudged;
// where it is far off, it is set. Times are seconds from the start of the clip of the first film.

const SPEEDS = [0.5, 0.75, 1, 1.5, 2];
const VIEWS = ["side by side", "blink", "difference"];
const BLINK = 450; // milliseconds: less than three changes a second
const FAR = 0.15; // seconds of drift beyond which the second film is set anew
const NEAR = 0.008; // ... below which nothing is done

class Player {
  // `changed` is called whenever something that is shown has changed.
  constructor(changed) {
    this.changed = changed;
    this.films = [0, 1].map((side) => this.video(side));
    this.stage = build("div", { class: "vrd-stage", "data-look": VIEWS[0] },
      ...this.films.map((film) => build("div", { class: "vrd-screen" }, film)));
    this.speed = 1;
    this.looping = true;
    this.sound = -1;
    this.view = VIEWS[0];
    this.mirrored = false;
    this.playing = false;
    this.wanted = null;
    this.unload();
  }

  video(side) {
    const film = build("video", { playsinline: true, preload: "auto", tabindex: "-1",
      disablepictureinpicture: true });
    film.muted = true;
    if (side === 0) {
      film.addEventListener("seeked", () => this.seekAgain());
      film.addEventListener("ended", () => this.ended());
    }
    return film;
  }

  unload() {
    this.pause();
    for (const url of this.urls ?? []) URL.revokeObjectURL(url);
    this.urls = [];
    this.ready = false;
    this.wanted = null;
    for (const film of this.films) { film.removeAttribute("src"); film.load(); }
    Object.assign(this, { length: 0, ratio: 1, rate: 25, start: 0, end: 0 });
  }

  // Show two clips; gives when both can be played.
  async load(clips, { length, ratio, rate, start, end }) {
    this.unload();
    Object.assign(this, { length, ratio, rate, start, end });
    this.urls = clips.map((clip) => URL.createObjectURL(new Blob([clip], { type: "video/mp4" })));
    const urls = this.urls;
    await Promise.all(this.films.map((film, side) => new Promise((resolve, reject) => {
      film.onloadeddata = resolve;
      film.onerror = () => reject(new Error(film.error?.message || "it cannot be played"));
      film.src = urls[side];
    })));
    if (urls !== this.urls) return;
    this.ready = true;
    this.setSpeed(this.speed);
    this.seek(start);
  }

  get time() {
    return this.wanted ?? this.films[0].currentTime;
  }

  seek(time) {
    if (!this.ready) return;
    this.wanted = Math.min(Math.max(0, time), Math.max(0, this.length - 0.5 / this.rate));
    if (!this.films[0].seeking) this.seekNow();
    this.changed();
  }

  seekNow() {
    this.seeking = this.wanted;
    this.films[0].currentTime = this.wanted;
    this.films[1].currentTime = this.wanted * this.ratio;
  }

  // Dragging the scrubber asks for more places than can be shown: only the last one counts.
  seekAgain() {
    if (this.wanted === null) return;
    if (this.wanted !== this.seeking) this.seekNow();
    else this.wanted = null;
    this.changed();
  }

  // The middle of a frame is asked for: rounding then never shows its neighbour.
  step(frames) {
    this.pause();
    const at = Math.floor(this.time * this.rate + 1e-3) + frames;
    this.seek((at + 0.5) / this.rate);
  }

  setSpeed(speed) {
    this.speed = speed;
    this.films[0].playbackRate = speed;
    this.films[1].playbackRate = Math.min(16, Math.max(0.0625, speed * this.ratio));
    this.changed();
  }

  faster(steps) {
    const place = SPEEDS.indexOf(this.speed) + steps;
    this.setSpeed(SPEEDS[Math.min(Math.max(place, 0), SPEEDS.length - 1)]);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  async play() {
    if (!this.ready) return;
    if (this.time >= this.stop() - 1.5 / this.rate) this.seek(this.looping ? this.start : 0);
    this.playing = true;
    try {
      await Promise.all(this.films.map((film) => film.play()));
    } catch (error) {
      if (error.name !== "AbortError") this.pause();
    }
    this.follow();
    this.changed();
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    for (const film of this.films) film.pause();
    if (this.ready && this.wanted === null) {
      this.films[1].currentTime = this.films[0].currentTime * this.ratio;
    }
    this.changed();
  }

  stop() {
    return this.looping ? this.end : this.length;
  }

  ended() {
    if (!this.playing) return;
    if (this.looping) { this.seek(this.start); this.play(); } else this.pause();
  }

  follow() {
    cancelAnimationFrame(this.frame);
    if (!this.playing) return;
    const [first, second] = this.films;
    if (this.looping && this.wanted === null && first.currentTime >= this.end) {
      this.seek(this.start);
    } else if (this.wanted === null && !second.seeking) {
      this.correct(second, first.currentTime * this.ratio);
    }
    this.changed();
    this.frame = requestAnimationFrame(() => this.follow());
  }

  correct(second, expected) {
    const drift = second.currentTime - expected;
    const usual = this.speed * this.ratio;
    if (Math.abs(drift) > FAR) second.currentTime = expected;
    const nudge = Math.abs(drift) < NEAR ? 0 : Math.min(Math.max(-2 * drift, -0.3), 0.3);
    const rate = Math.min(16, Math.max(0.0625, usual * (1 + nudge)));
    if (Math.abs(second.playbackRate - rate) > 0.004) second.playbackRate = rate;
    if (second.paused && !second.ended) second.play().catch(() => {});
  }

  // Blinking by itself is no help to whoever asked for less motion: there the key swaps the films.
  setView(view) {
    const again = view === this.view && view !== VIEWS[0];
    if (again && view === "blink" && calm() && this.stage.dataset.top === "0") {
      this.onTop(1);
    } else {
      this.view = again ? VIEWS[0] : view;
      this.stage.dataset.look = this.view;
      this.onTop(0);
      clearInterval(this.blinking);
      if (this.view === "blink" && !calm()) {
        this.blinking = setInterval(() => this.onTop(1 - Number(this.stage.dataset.top)), BLINK);
      }
    }
    this.changed();
  }

  onTop(side) {
    this.stage.dataset.top = String(side);
  }

  mirror(on = !this.mirrored) {
    this.mirrored = on;
    this.stage.classList.toggle("vrd-mirrored", on);
    this.changed();
  }

  // Of the first film, of the second, of none.
  setSound(sound) {
    this.sound = sound;
    this.films.forEach((film, side) => { film.muted = side !== sound; });
    this.changed();
  }

  close() {
    this.changed = () => {};
    clearInterval(this.blinking);
    this.unload();
  }
}
