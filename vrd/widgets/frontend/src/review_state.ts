// What the parts of a review share: its sequences, which of them is current, what was judged, and
// the ways to Python and to the user. The parts know this module and not the review itself.

import { Cursor } from "./cursor";
import type { Judged, SequencesTable, Verdict } from "./generated";
import { Judging } from "./judging";
import { Keys, type Command } from "./keys";
import { Notices } from "./notices";
import { Sequences, type Filter, type Order, type Sequence } from "./sequences";
import { Stills } from "./stills";
import { Wire, type Model } from "./wire";

/** What a part may ask the review to do. */
export interface Actions {
  /** Do what a key or a button asks for. */
  run(command: Command): void;
  /** Give the sequence at a position a verdict, by default the current one. */
  judge(verdict: Verdict, position?: number): void;
  /** Make another sequence the current one. */
  go(position: number, focus?: boolean): void;
  /** Go so many pages on. */
  turn(pages: number): void;
  /** Look closer at a sequence. */
  open(position: number): void;
  /** Show other sequences, or the same in another order. */
  choose(filter: Filter, order: Order): void;
  /** Give the focus to the current sequence. */
  focusCurrent(): void;
}

export class ReviewState {
  readonly wire: Wire;
  readonly keys: Keys;
  readonly stills: Stills;
  readonly cursor: Cursor;
  readonly notices = new Notices();
  /** What can be done, and who judges; null until Python has answered. */
  table: SequencesTable | null = null;
  sequences: Sequences | null = null;
  private filter: Filter = "all";
  private order: Order = "found";
  private judging: Judging | null = null;

  /** `root` is the element of the review. */
  constructor(model: Model, readonly root: HTMLElement) {
    const pageSize: number = model.get("page_size");
    this.wire = new Wire(model);
    this.keys = new Keys(model.get("bindings"));
    this.stills = new Stills(this.wire, pageSize);
    this.cursor = new Cursor(pageSize);
  }

  /** Take over the sequences; `changed` is called with each that is judged or gets a note. */
  begin(table: SequencesTable, numbers: DataView, changed: (item: number) => void): void {
    this.table = table;
    this.sequences = new Sequences(table, numbers);
    this.judging?.close();
    this.judging = new Judging(this.sequences, this.wire, changed,
      (text) => this.notices.warn(text));
    this.reorder();
  }

  /** Choose which sequences are shown, and in which order; the current one stays if it can. */
  choose(filter: Filter, order: Order): void {
    this.filter = filter;
    this.order = order;
    this.reorder();
  }

  private reorder(): void {
    if (this.sequences) this.cursor.reorder(this.sequences.chosen(this.filter, this.order));
  }

  sequence(item: number): Sequence {
    if (!this.sequences) throw new Error("The sequences are not here yet.");
    return this.sequences.get(item);
  }

  /** Return why no sequence is shown. */
  whyEmpty(): string {
    return this.sequences?.size
      ? "No sequence fits your choice under “Show”."
      : "No sequences were found. A larger distance or shorter sequences may find some.";
  }

  // -- judging --------------------------------------------------------------------------------

  get canJudge(): boolean {
    return this.table?.can_judge ?? false;
  }

  /** Return whether judgements can be saved; where they cannot, say why. */
  mayJudge(): boolean {
    if (!this.canJudge) this.notices.say(this.table?.why_not ?? "");
    return this.canJudge;
  }

  judge(item: number, verdict: Verdict): void {
    this.judging?.judge(item, verdict);
  }

  writeNote(item: number, note: string): void {
    this.judging?.writeNote(item, note);
  }

  /** Take over what Python has saved. */
  judged(answer: Judged): void {
    this.judging?.saved(answer);
  }

  /** Set back what Python could not save, and show why. */
  notJudged(message: string): void {
    this.judging?.failed(message);
  }

  end(): void {
    this.judging?.close();
    this.notices.close();
    this.stills.close();
  }
}
