// The buttons and the slider of the player.

import { build, setPressed, type Attributes } from "./dom";
import type { Clips } from "./generated";
import type { Command } from "./keys";
import { VIEWS, type Player } from "./player";
import { SPEEDS } from "./sync";
import { clock } from "./text";

/** Makes a button that runs a command. */
type MakeButton =
  (label: string, command: Command, attributes?: Attributes) => HTMLButtonElement;

const SOUNDS = ["Sound off", "Sound of A", "Sound of B"];

export class PlayerBar {
  /** The slider, with the time in each film at its sides. */
  readonly slider: HTMLElement;
  readonly buttons: HTMLElement;
  private readonly times = [0, 1].map(() => build("output", { class: "vrd-clock" }));
  private readonly track = build("span", { class: "vrd-track", "aria-hidden": "true" });
  private readonly position: HTMLInputElement;
  private readonly speeds: HTMLSelectElement;
  private readonly play: HTMLButtonElement;
  private readonly loop: HTMLButtonElement;
  private readonly mirror: HTMLButtonElement;
  private readonly sound: HTMLButtonElement;
  private readonly views: HTMLButtonElement[];
  private starts: [number, number] | null = null;

  constructor(private readonly player: Player, makeButton: MakeButton) {
    this.position = build("input", { type: "range", min: "0", max: "1", step: "0.001", value: "0",
      "aria-label": "Position in both films",
      oninput: () => player.seek(Number(this.position.value)) });
    this.slider = build("div", { class: "vrd-scrub" }, this.times[0],
      build("span", { class: "vrd-slide" }, this.track, this.position), this.times[1]);
    this.speeds = build("select", { "aria-label": "Speed",
      onchange: () => player.setSpeed(Number(this.speeds.value)) },
    ...SPEEDS.map((speed) => build("option", { value: speed, text: `× ${speed}` })));
    this.play = makeButton("Play", "play", { class: "vrd-play" });
    this.loop = makeButton("Loop", "loop");
    this.mirror = makeButton("Mirror B", "mirror");
    this.sound = makeButton(SOUNDS[0], "sound");
    this.views = VIEWS.map((view) =>
      makeButton(view[0].toUpperCase() + view.slice(1), view, { "data-look": view }));
    this.buttons = this.buttonBar(makeButton);
  }

  private buttonBar(makeButton: MakeButton): HTMLElement {
    return build("div", { class: "vrd-bar vrd-controls", role: "group", "aria-label": "Player" },
      makeButton("◂", "step back", { "aria-label": "One frame back" }), this.play,
      makeButton("▸", "step forward", { "aria-label": "One frame forward" }), this.speeds,
      this.loop,
      build("span", { class: "vrd-views", role: "group", "aria-label": "View" }, ...this.views),
      this.mirror, this.sound);
  }

  /** Show where the sequence lies in new clips. */
  setClips({ length, start, end, rate, starts }: Clips): void {
    this.starts = starts;
    this.position.max = String(Math.max(length, 0.001));
    this.position.step = String(0.5 / rate);
    this.track.style.setProperty("--from", `${(100 * start) / length}%`);
    this.track.style.setProperty("--to", `${(100 * end) / length}%`);
    this.refresh();
  }

  /** Show what the player does now. */
  refresh(): void {
    const { player } = this;
    setLabel(this.play, player.playing ? "❚❚ Pause" : "▶ Play");
    setLabel(this.sound, SOUNDS[player.sound + 1]);
    setPressed(this.loop, player.looping);
    setPressed(this.mirror, player.mirrored);
    for (const view of this.views) setPressed(view, view.dataset.look === player.view);
    this.speeds.value = String(player.speed);
    if (this.starts && player.ready) this.showTimes(this.starts);
  }

  private showTimes(starts: [number, number]): void {
    const { time, ratio } = this.player;
    const [first, second] = [clock(starts[0] + time, true), clock(starts[1] + time * ratio, true)];
    this.times[0].textContent = `A ${first}`;
    this.times[1].textContent = `B ${second}`;
    this.position.value = String(time);
    this.position.setAttribute("aria-valuetext", `film A ${first}, film B ${second}`);
  }
}

// Only where it changes: text that is written anew would lose a click on it.
function setLabel(button: HTMLButtonElement, label: string): void {
  if (button.firstChild && button.firstChild.textContent !== label) {
    button.firstChild.textContent = label;
  }
}
