// The bar above a review: how many sequences, how many judged, undo, redo and the keys.

import { build, button, filmName } from "./dom";
import { keyHelp, keyHint } from "./key_help";
import type { Actions, ReviewState } from "./review_state";
import { counted, grouped } from "./text";

export class ReviewHead {
  readonly root: HTMLElement;
  /** Why nothing can be judged. */
  readonly whyNot = build("p", { class: "vrd-why-not", hidden: true });
  private readonly count = build("span", { class: "vrd-count", text: "Loading …" });
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;
  private readonly help: HTMLButtonElement;
  private helping: HTMLElement | null = null;

  constructor(private readonly state: ReviewState, private readonly actions: Actions) {
    this.undo = this.button("↶ Undo", "undo");
    this.redo = this.button("↷ Redo", "redo");
    this.help = this.button("Keys", "help");
    this.help.setAttribute("aria-expanded", "false");
    this.root = build("div", { class: "vrd-bar vrd-head" }, this.count,
      build("span", { class: "vrd-gap" }),
      build("span", { class: "vrd-idle", "aria-hidden": "true", text: "click here to use the keys" }),
      this.undo, this.redo, this.help);
  }

  private button(label: string, task: "undo" | "redo" | "help"): HTMLButtonElement {
    const { keys } = this.state;
    return button([label, keyHint(keys, task)], () => this.actions.run(task),
      { "aria-keyshortcuts": keys.shortcut(task) });
  }

  /** Show how many sequences are judged, by whom, and why none can be. */
  show(): void {
    const { sequences, table, canJudge } = this.state;
    if (!sequences || !table) return;
    const { reviewer, why_not: whyNot } = table;
    this.count.replaceChildren(
      build("strong", { text: counted(sequences.size, "sequence", "sequences") }),
      ` · ${grouped(sequences.judged())} judged`,
      ...(reviewer ? [" by ", filmName(reviewer)] : []));
    this.undo.hidden = !canJudge;
    this.redo.hidden = !canJudge;
    this.whyNot.textContent = whyNot;
    this.whyNot.hidden = canJudge;
  }

  get isHelping(): boolean {
    return this.helping !== null;
  }

  /** Show the list of keys, or hide it. */
  toggleHelp(): void {
    this.helping?.remove();
    this.helping = this.helping ? null : keyHelp(this.state.keys, () => this.toggleHelp());
    this.help.setAttribute("aria-expanded", String(this.isHelping));
    if (this.helping) {
      this.root.after(this.helping);
      this.helping.focus();
    } else {
      this.actions.focusCurrent();
    }
  }
}
