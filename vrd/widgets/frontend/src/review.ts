// The review: which sequence is current, what answers of Python change, and what commands do.

import { CloserLook } from "./closer_look";
import { runCommand } from "./commands";
import { Cursor } from "./cursor";
import { spokenName } from "./facts";
import type { Failed, Judged, SequencesTable, Verdict } from "./generated";
import { Judging } from "./judging";
import { keepKeys } from "./keep_keys";
import { Keys, type Command } from "./keys";
import { Notices } from "./notices";
import { ReviewHead } from "./review_head";
import { showSaved } from "./saved";
import { SequenceList } from "./sequence_list";
import { Sequences, type Filter, type Order, type Sequence } from "./sequences";
import { Stills } from "./stills";
import { counted } from "./text";
import { Wire, type Buffers, type Handlers, type Model } from "./wire";

/** Milliseconds after which the user is told that Python does not answer. */
const PATIENCE_MS = 4000;
const NO_ANSWER = "Python does not answer yet. It may be busy with another cell. If it was shut down, "
  + "run this cell again.";

export class Review {
  readonly wire: Wire;
  readonly keys: Keys;
  readonly stills: Stills;
  readonly cursor: Cursor;
  sequences: Sequences | null = null;
  canJudge = false;
  canPlay = false;
  canExclude = false;
  whyNot = "";
  private filter: Filter = "all";
  private sorting: Order = "found";
  private reviewer = "";
  looking = false;
  private judging: Judging | null = null;
  private saved: HTMLElement | null = null;
  private patience: ReturnType<typeof setTimeout> | undefined;
  readonly notices = new Notices();
  readonly head: ReviewHead;
  private readonly list: SequenceList;
  readonly look: CloserLook;
  private readonly stop: (() => void)[];

  constructor(private readonly model: Model, readonly root: HTMLElement) {
    this.wire = new Wire(model);
    this.keys = new Keys(model.get("bindings"));
    this.stills = new Stills(this.wire);
    this.cursor = new Cursor(model.get("page_size"));
    this.head = new ReviewHead(this);
    this.list = new SequenceList(this);
    this.look = new CloserLook(this);
    this.draw();
    this.stop = [keepKeys(root), this.wire.listen(this.handlers())];
    this.askForTable();
  }

  private draw(): void {
    const { root, head, notices } = this;
    root.classList.add("vrd-review");
    root.setAttribute("role", "region");
    root.setAttribute("aria-label", "Review of sequences");
    root.setAttribute("tabindex", "-1");
    root.append(head.root, head.whyNot, notices.alert, this.list.root, this.look.root, notices.live);
    root.addEventListener("keydown", (event) => this.press(event));
    root.addEventListener("pointerdown", ({ target }) => {
      const takesFocus = target instanceof Element
        && target.closest("button, a, input, select, textarea, li");
      if (!takesFocus) {
        setTimeout(() => { if (!root.contains(document.activeElement)) this.focusCurrent(); });
      }
    });
  }

  // A kernel that is busy answers late. It is not asked again: it will answer.
  private askForTable(): void {
    this.wire.send({ kind: "ready" });
    this.patience = setTimeout(() => {
      this.notices.warn(NO_ANSWER);
      if (!this.saved && this.model.get("saved")) this.saved = showSaved(this.model, this.root);
    }, PATIENCE_MS);
  }

  private handlers(): Handlers {
    return {
      table: (table, buffers) => this.begin(table, buffers),
      stills: (stills, buffers) => this.stills.receive(stills, buffers),
      clips: (clips, buffers) => void this.look.receive(clips, buffers),
      "no clips": (answer) => this.look.failed(answer),
      judged: (judged) => this.judged(judged),
      proposed: (answer) => this.look.excluding.proposed(answer),
      excluded: (answer) => this.look.excluding.excluded(answer),
      failed: (answer) => this.failed(answer),
    };
  }

  private begin(table: SequencesTable, [numbers]: Buffers): void {
    clearTimeout(this.patience);
    this.saved?.remove();
    this.notices.warn("");
    this.sequences = new Sequences(table, numbers);
    this.judging?.close();
    this.judging = new Judging(this.sequences, this.wire, (item) => this.refresh(item),
      (text) => this.notices.warn(text));
    this.canJudge = table.can_judge;
    this.canPlay = table.can_play;
    this.canExclude = table.can_exclude;
    this.whyNot = table.why_not;
    this.reviewer = table.reviewer;
    this.reorder();
  }

  // -- what is shown --------------------------------------------------------------------------

  /** Show other sequences, or the same in another order; the current one stays if it can. */
  choose(filter: Filter, sorting: Order): void {
    this.filter = filter;
    this.sorting = sorting;
    this.reorder();
    this.say(counted(this.cursor.order.length, "sequence", "sequences"));
  }

  private reorder(): void {
    if (!this.sequences) return;
    this.cursor.reorder(this.sequences.chosen(this.filter, this.sorting));
    this.list.show();
    this.showCount();
  }

  /** Return why no sequence is shown. */
  whyEmpty(): string {
    return this.sequences?.size
      ? "No sequence fits your choice under “Show”."
      : "No sequences were found. A larger distance or shorter sequences may find some.";
  }

  sequence(item: number): Sequence {
    if (!this.sequences) throw new Error("The sequences are not here yet.");
    return this.sequences.get(item);
  }

  private showCount(): void {
    const { sequences } = this;
    if (sequences) this.head.show(sequences.size, sequences.judged(), this.reviewer);
  }

  private refresh(item: number): void {
    this.list.refresh(item);
    this.look.refresh(item);
    this.showCount();
  }

  // -- moving ---------------------------------------------------------------------------------

  /** Make another sequence the current one. */
  go(target: number, focus = true): void {
    const { cursor } = this;
    if (!cursor.order.length) return;
    const { moved, turned } = cursor.moveTo(target);
    if (!moved && target !== cursor.position) {
      this.say(target < 0 ? "This is the first sequence." : "This is the last sequence.");
    }
    if (this.looking) {
      if (moved) this.lookAtCurrent();
      return;
    }
    if (turned) this.list.show(); else this.list.mark();
    if (focus) this.list.focus();
  }

  turn(pages: number): void {
    const position = this.cursor.startOfPage(pages);
    if (position !== null) this.go(position);
  }

  /** Look closer at a sequence. */
  open(position: number): void {
    this.cursor.moveTo(position);
    if (this.cursor.item === undefined) return;
    this.showLook(true);
    this.lookAtCurrent();
    this.look.focus();
  }

  private lookAtCurrent(): void {
    const { item, position, order } = this.cursor;
    if (item === undefined) return;
    this.look.note.save();
    const sequence = this.sequence(item);
    this.look.show(sequence);
    const verdict = this.sequences?.verdicts[item] || "not judged";
    this.say(`Sequence ${position + 1} of ${order.length}: ${spokenName(sequence)}. ${verdict}`);
  }

  /** Go back from a closer look to the list. */
  close(): void {
    if (!this.looking) return;
    this.look.leave();
    this.showLook(false);
    this.list.show();
    this.list.focus();
  }

  private showLook(looking: boolean): void {
    this.looking = looking;
    this.look.root.hidden = !looking;
    this.list.root.hidden = looking;
    this.root.classList.toggle("vrd-looking", looking);
  }

  focusCurrent(): void {
    if (this.looking) this.look.focus();
    else this.list.focus();
  }

  // -- judging --------------------------------------------------------------------------------

  judge(verdict: Verdict, position = this.cursor.position): void {
    const item = this.cursor.order[position];
    if (!this.mayJudge() || item === undefined) return;
    if (this.looking) this.look.note.save();
    this.cursor.moveTo(position);
    this.judging?.judge(item, verdict);
    // It stays on the list until that is made anew, so that a slip can be seen and mended.
    if (position + 1 < this.cursor.order.length) {
      this.say(`Judged: ${verdict}.`);
      this.go(position + 1);
    } else {
      this.say(`Judged: ${verdict}. This was the last sequence.`);
    }
  }

  writeNote(item: number, note: string): void {
    this.judging?.writeNote(item, note);
  }

  /** Return whether judgements can be saved; where they cannot, say why. */
  mayJudge(): boolean {
    if (!this.canJudge) this.say(this.whyNot);
    return this.canJudge;
  }

  private judged(answer: Judged): void {
    this.judging?.saved(answer);
    if (answer.asked_by === this.wire.view) this.showMoved(answer);
  }

  // A judgement was undone or restored.
  private showMoved({ text = "", item }: Judged): void {
    this.say(text);
    this.notices.flash(text);
    const position = item === null ? -1 : this.cursor.order.indexOf(item);
    if (position >= 0) this.go(position);
  }

  private failed({ request_kind: kind, message }: Failed): void {
    if (kind === "ready") clearTimeout(this.patience); // the kernel did answer
    if (kind === "judge" || kind === "note") this.judging?.failed(message);
    else if (kind === "clips") this.look.tell(message);
    else if (["propose", "exclude", "include"].includes(kind)) this.look.excluding.tell(message);
    else this.notices.warn(message);
  }

  // -- telling --------------------------------------------------------------------------------

  say(text: string): void {
    this.notices.say(text);
  }

  // -- commands -------------------------------------------------------------------------------

  private press(event: KeyboardEvent): void {
    const task = this.keys.task(event);
    if (!task || !this.sequences) return;
    event.preventDefault();
    this.run(task);
  }

  /** Do what a key or a button asks for. */
  run(command: Command): void {
    runCommand(this, command);
  }

  /** Let the user write a note on the current sequence. */
  writeIntoNote(): void {
    if (!this.mayJudge()) return;
    if (!this.looking) this.open(this.cursor.position);
    this.look.note.focus();
  }

  /** Let the user exclude something of the current sequence, or think better of it. */
  exclude(): void {
    if (!this.looking) this.open(this.cursor.position);
    if (this.looking) this.look.excluding.toggle();
  }

  end(): void {
    // The cell is run again, or its output closed, while a note is being written.
    if (this.looking) this.look.note.save();
    clearTimeout(this.patience);
    this.judging?.close();
    this.notices.close();
    this.stop.forEach((stop) => stop());
    this.look.player.close();
    this.stills.close();
  }
}
