// The field for a note on the sequence that is looked at.

import { build } from "./dom";
import { MAX_NOTE_CHARS } from "./generated";
import { keyHint } from "./key_help";
import type { ReviewState } from "./review_state";

export class NoteField {
  readonly root: HTMLElement;
  private readonly field: HTMLTextAreaElement;
  private item: number | null = null;

  constructor(private readonly state: ReviewState) {
    this.field = build("textarea", { rows: "1", maxlength: MAX_NOTE_CHARS,
      placeholder: "Write a note; Ctrl+Enter saves it",
      onkeydown: (event: KeyboardEvent) => this.press(event), onblur: () => this.save() });
    this.root = build("label", { class: "vrd-note-field" },
      build("span", {}, "Note ", keyHint(state.keys, "note")), this.field);
  }

  show(item: number): void {
    this.item = item;
    this.field.value = this.saved();
    const { canJudge } = this.state;
    this.field.disabled = !canJudge;
    this.root.hidden = !canJudge && !this.saved();
  }

  focus(): void {
    this.field.focus();
  }

  /** Show what was saved elsewhere, unless somebody is writing here. */
  refresh(): void {
    if (document.activeElement !== this.field) this.field.value = this.saved();
  }

  save(): void {
    const note = this.field.value.trim();
    if (this.item !== null && note !== this.saved()) this.state.writeNote(this.item, note);
  }

  private saved(): string {
    return this.item === null ? "" : this.state.sequences?.note(this.item) ?? "";
  }

  private press(event: KeyboardEvent): void {
    if (event.key === "Escape") this.field.value = this.saved();
    else if (!(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    this.state.root.focus({ preventScroll: true }); // the field saves when it loses the focus
  }
}
