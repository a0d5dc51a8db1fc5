// Never show this again: first comes what that would exclude, and it can be undone.

import { build, button } from "./dom";
import type { Excluded, Proposed } from "./generated";
import { keyHint } from "./key_help";
import type { ReviewState } from "./review_state";
import type { Sequence } from "./sequences";
import { newName } from "./wire";

/** What is looked at while something is excluded. */
interface Look {
  readonly sequence: Sequence;
  timeIn(side: 0 | 1): number;
  focus(): void;
}

export class Excluding {
  readonly root: HTMLDetailsElement;
  private readonly text = build("p", { class: "vrd-facts", role: "status" });
  private readonly actions = build("div", { class: "vrd-bar" });
  private readonly choices: HTMLElement;
  /** The name of the last request; answers to others are of no use any more. */
  private request: string | null = null;

  constructor(private readonly state: ReviewState, private readonly look: Look) {
    this.choices = build("div", { class: "vrd-bar" }, ...this.choicesOf(0), ...this.choicesOf(1));
    this.root = build("details", { class: "vrd-exclude", hidden: true },
      build("summary", {}, "Never show this again … ", keyHint(state.keys, "exclude")),
      this.choices, this.text, this.actions);
  }

  private choicesOf(side: 0 | 1): HTMLElement[] {
    const film = `film ${"AB"[side]}`;
    return [
      button(`This stretch of ${film}`, () => this.propose(side, false)),
      button(`Frames like this one of ${film}`, () => this.propose(side, true)),
    ];
  }

  /** Begin anew for another sequence. */
  show(): void {
    this.root.hidden = !this.state.table?.can_exclude;
    this.root.open = false;
    this.request = null;
    this.tell("");
  }

  toggle(): void {
    if (this.root.hidden) {
      this.state.notices.say("Nothing can be excluded here.");
      return;
    }
    this.root.open = !this.root.open;
    if (this.root.open) this.choices.querySelector("button")?.focus();
    else this.look.focus();
  }

  tell(text: string, ...actions: HTMLElement[]): void {
    this.text.textContent = text;
    this.actions.replaceChildren(...actions);
  }

  private propose(side: 0 | 1, alike: boolean): void {
    const { item } = this.look.sequence;
    const moment = alike ? this.look.timeIn(side) : null;
    this.request = newName();
    this.tell("Checking what this would exclude …");
    this.state.wire.send({ kind: "propose", item, side, moment, request: this.request });
  }

  proposed({ request, text }: Proposed): void {
    if (request !== this.request) return;
    const exclude = button("Exclude from now on", () => this.send("exclude"));
    this.tell(text, exclude, button("Cancel", () => this.tell("")));
    exclude.focus({ preventScroll: true });
  }

  excluded({ request, text, can_undo: canUndo }: Excluded): void {
    if (request !== this.request) return;
    if (!canUndo) {
      this.tell(text);
      this.look.focus();
      return;
    }
    const undo = button("Undo this exclusion", () => this.send("include"));
    this.tell(text, undo);
    undo.focus({ preventScroll: true });
  }

  private send(kind: "exclude" | "include"): void {
    this.state.wire.send({ kind, request: this.request });
  }
}
