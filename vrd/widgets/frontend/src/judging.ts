// Judgements on their way to Python: shown at once, and set back where they could not be saved.

import type { Judged, Verdict } from "./generated";
import { Patience } from "./patience";
import type { Sequences } from "./sequences";
import type { Wire } from "./wire";

export const BUSY = "Python is busy. Your judgements are saved as soon as it is free. Do not close "
  + "this page until then.";

interface Judgement {
  verdict: Verdict | "";
  note: string;
}

export class Judging {
  /** By item: what it was before, until Python has saved the judgement. */
  private readonly unsaved = new Map<number, Judgement>();
  private readonly patience = new Patience(() => this.warn(BUSY));

  /**
   * `changed` is called with each sequence of which something has changed, and `warn` with what is
   * to be shown; an empty text means that all is well again.
   */
  constructor(
    private readonly sequences: Sequences, private readonly wire: Wire,
    private readonly changed: (item: number) => void, private readonly warn: (text: string) => void,
  ) {}

  judge(item: number, verdict: Verdict): void {
    this.remember(item);
    this.sequences.verdicts[item] = verdict;
    this.wire.send({ kind: "judge", item, verdict });
    this.changed(item);
  }

  writeNote(item: number, note: string): void {
    this.remember(item);
    this.sequences.setNote(item, note);
    this.wire.send({ kind: "note", item, note });
    this.changed(item);
  }

  /** Take over what Python has saved, also of what another view of this review has judged. */
  saved({ judgements }: Judged): void {
    for (const [item, verdict, note] of judgements) {
      this.unsaved.delete(item);
      this.set(item, { verdict: verdict as Verdict | "", note });
    }
    if (!this.unsaved.size) {
      this.patience.end();
      this.warn("");
    }
  }

  /** Set back what could not be saved, and show why. Notes are shown again, so that they can be
   * copied: their fields show what is saved. */
  failed(message: string): void {
    this.patience.end();
    const lost = [...this.unsaved]
      .map(([item, before]) => [before.note, this.sequences.note(item)])
      .filter(([before, now]) => now && now !== before)
      .map(([, now]) => `“${now}”`);
    for (const [item, before] of this.unsaved) this.set(item, before);
    this.unsaved.clear();
    this.warn(lost.length ? `${message} Not saved: ${lost.join(", ")}` : message);
  }

  close(): void {
    this.patience.end();
  }

  private set(item: number, { verdict, note }: Judgement): void {
    this.sequences.verdicts[item] = verdict;
    this.sequences.setNote(item, note);
    this.changed(item);
  }

  private remember(item: number): void {
    if (!this.unsaved.has(item)) {
      this.unsaved.set(item,
        { verdict: this.sequences.verdicts[item], note: this.sequences.note(item) });
    }
    this.patience.begin();
  }
}
