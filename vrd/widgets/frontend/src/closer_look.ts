// A closer look at one sequence: both films in step, and its verdict. Nothing moves between one
// sequence and the next, so that eyes and hands stay where they are.

import { build, button, filmName, wantsLessMotion, type Attributes } from "./dom";
import { Excluding } from "./exclude";
import { fillFacts } from "./facts";
import { openFilm } from "./film_dialog";
import type { Clips, Film, NoClips } from "./generated";
import { keyHint } from "./key_help";
import type { Command } from "./keys";
import { NoteField } from "./note_field";
import { Player } from "./player";
import { PlayerBar } from "./player_bar";
import type { Actions, ReviewState } from "./review_state";
import type { Sequence } from "./sequences";
import { clock, grouped } from "./text";
import { VerdictButtons } from "./verdict_buttons";
import { newName, type Buffers } from "./wire";

export class CloserLook {
  readonly root: HTMLElement;
  readonly player: Player;
  readonly note: NoteField;
  readonly excluding: Excluding;
  /** The sequence that is looked at; there is one as soon as `show` was called. */
  sequence!: Sequence;
  private readonly bar: PlayerBar;
  private readonly heading = build("h3", { tabindex: "-1" });
  private readonly facts = build("p", { class: "vrd-facts" });
  private readonly message = build("p", { class: "vrd-waiting" });
  private readonly captions = [0, 1].map(() => build("div", { class: "vrd-caption" }));
  private readonly judging = build("div", { class: "vrd-judging" });
  private readonly parts = build("span", { class: "vrd-parts" });
  private verdicts: VerdictButtons | null = null;
  private part = 0;
  private request: string | null = null;
  private clips: Clips | null = null;

  constructor(private readonly state: ReviewState, private readonly actions: Actions) {
    this.player = new Player(() => this.bar?.refresh());
    this.bar = new PlayerBar(this.player, (...given) => this.commandButton(...given));
    this.note = new NoteField(state);
    this.excluding = new Excluding(state, this);
    this.root = build("div", { class: "vrd-look", hidden: true },
      this.topBar(), this.facts,
      build("div", { class: "vrd-captions" }, ...this.captions),
      build("div", { class: "vrd-screens" }, this.player.stage, this.message),
      this.bar.slider, this.bar.buttons, this.judging, this.note.root, this.excluding.root);
    this.bar.refresh();
  }

  private commandButton(
    label: string, command: Command, attributes: Attributes = {},
  ): HTMLButtonElement {
    const { keys, root } = this.state;
    const run = (event: UIEvent): void => {
      // A click leaves the focus on the button, where the space bar would press it again.
      if (event.detail) root.focus({ preventScroll: true });
      this.actions.run(command);
    };
    return button([label, keyHint(keys, command)], run,
      { "aria-keyshortcuts": keys.shortcut(command), ...attributes });
  }

  private topBar(): HTMLElement {
    return build("div", { class: "vrd-bar" }, this.commandButton("‹ All sequences", "close"),
      this.heading, build("span", { class: "vrd-gap" }), this.parts,
      this.commandButton("‹ Previous", "previous"), this.commandButton("Next ›", "next"));
  }

  /** Show the current sequence of the review, or one part of it. */
  show(sequence: Sequence, part = 0): void {
    this.sequence = sequence;
    this.part = Math.min(part, sequence.parts - 1);
    this.clips = null;
    const { position, order } = this.state.cursor;
    this.heading.replaceChildren(`Sequence ${grouped(position + 1)} `,
      build("small", { text: `of ${grouped(order.length)}` }));
    fillFacts(this.facts, sequence);
    this.caption(0, sequence.query, sequence.query_start);
    this.caption(1, sequence.reference, sequence.reference_start);
    this.verdicts = new VerdictButtons(this.state, this.actions, sequence.item, position, true);
    this.judging.replaceChildren(this.verdicts.root);
    this.note.show(sequence.item);
    this.excluding.show();
    this.showParts(sequence);
    this.player.mirror(Boolean(sequence.mirrored));
    this.askForClips(sequence);
  }

  private showParts(sequence: Sequence): void {
    const { parts } = sequence;
    const step = (label: string, by: number, name: string): HTMLElement =>
      button(label, () => this.show(sequence, this.part + by), { "aria-label": name,
        disabled: this.part + by < 0 || this.part + by >= parts });
    this.parts.replaceChildren(...(parts < 2 ? [] : [step("‹", -1, "Previous part"),
      build("span", { text: `part ${this.part + 1} of ${parts}` }), step("›", 1, "Next part")]));
  }

  // Where the original is: text that can be copied, and the film itself where it is served.
  private caption(side: 0 | 1, film: Film, seconds: number): void {
    const time = clock(seconds);
    const where = `${film.path} ${time}`;
    const copy = button("Copy", () => void this.state.notices.copy(where), { class: "vrd-copy",
      title: `Copy the path and time: ${where}`,
      "aria-label": `Copy the path and time of ${film.name}` });
    const open = film.link ? button("Open", () => {
      this.player.pause();
      openFilm(this.state.root, film, seconds);
    }, { class: "vrd-copy", title: `Open the whole film at ${time}`,
      "aria-label": `Open ${film.name} at ${time}` }) : null;
    const shown = [
      build("span", { class: "vrd-side", "aria-hidden": "true", text: "AB"[side] }),
      filmName(film.name), build("span", { class: "vrd-time", text: `at ${time}` }), copy];
    this.captions[side].replaceChildren(...shown, ...(open ? [open] : []));
  }

  private askForClips(sequence: Sequence): void {
    const { table, wire, cursor } = this.state;
    this.player.unload();
    if (!table?.can_play) {
      this.request = null;
      this.tell("Films cannot be played here. The list shows thumbnails.");
      return;
    }
    this.request = newName();
    this.tell("Preparing both clips …");
    wire.send({ kind: "clips", request: this.request, item: sequence.item, part: this.part,
      next: cursor.nextItem });
  }

  /** Show a text in place of the films; an empty one shows the films. */
  tell(text: string): void {
    this.message.textContent = text;
    this.message.hidden = !text;
    this.player.stage.classList.toggle("vrd-empty", Boolean(text));
  }

  async receive(clips: Clips, buffers: Buffers): Promise<void> {
    if (clips.request !== this.request || this.root.hidden) return;
    this.clips = clips;
    try {
      await this.player.load(buffers, clips);
    } catch (error) {
      if (clips.request === this.request) {
        this.tell(`This browser cannot play the clip: ${(error as Error).message}`);
      }
      return;
    }
    if (clips.request !== this.request) return;
    this.bar.setClips(clips);
    if (this.sequence.parts > 1) this.captionPart(clips);
    this.tell("");
    if (!wantsLessMotion()) void this.player.play();
  }

  // What is copied and opened begins where this part does.
  private captionPart({ starts, start, ratio }: Clips): void {
    this.caption(0, this.sequence.query, starts[0] + start);
    this.caption(1, this.sequence.reference, starts[1] + start * ratio);
  }

  failed({ request, message }: NoClips): void {
    if (request === this.request) this.tell(message);
  }

  /** Return where a film is, in seconds: where the sequence begins until there are clips. */
  timeIn(side: 0 | 1): number {
    const { query_start: query, reference_start: reference } = this.sequence;
    if (!this.clips || !this.player.ready) return side ? reference : query;
    return this.clips.starts[side] + this.player.time * (side ? this.player.ratio : 1);
  }

  /** Show what has changed of a sequence. */
  refresh(item: number): void {
    if (this.sequence?.item !== item) return;
    this.verdicts?.refresh();
    this.note.refresh();
  }

  focus(): void {
    this.heading.focus({ preventScroll: true });
  }

  leave(): void {
    this.note.save();
    this.request = null;
    this.player.unload();
    this.state.wire.send({ kind: "clips", request: null });
  }
}
