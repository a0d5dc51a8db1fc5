// The review: it joins its parts, takes the answers of Python, and moves between the list and the
// closer look.

import { CloserLook } from "./closer_look";
import { runCommand } from "./commands";
import { spokenName } from "./facts";
import type { Failed, Judged, SequencesTable, Verdict } from "./generated";
import { keepKeys } from "./keep_keys";
import type { Command } from "./keys";
import { Patience } from "./patience";
import { ReviewHead } from "./review_head";
import { ReviewState, type Actions } from "./review_state";
import { showSaved } from "./saved";
import { SequenceList } from "./sequence_list";
import type { Filter, Order } from "./sequences";
import { counted } from "./text";
import type { Buffers, Handlers, Model } from "./wire";

const NO_ANSWER = "Python does not answer yet. It may be busy with another cell. If it was shut down, "
  + "run this cell again.";

export class Review implements Actions {
  readonly state: ReviewState;
  readonly head: ReviewHead;
  readonly look: CloserLook;
  looking = false;
  private readonly list: SequenceList;
  private readonly patience = new Patience(() => this.noAnswer());
  private readonly stop: (() => void)[];
  private saved: HTMLElement | null = null;

  constructor(private readonly model: Model, private readonly root: HTMLElement) {
    this.state = new ReviewState(model, root);
    this.head = new ReviewHead(this.state, this);
    this.list = new SequenceList(this.state, this);
    this.look = new CloserLook(this.state, this);
    this.draw();
    this.stop = [keepKeys(root), this.state.wire.listen(this.handlers())];
    // A kernel that is busy answers late. It is not asked again: it will answer.
    this.state.wire.send({ kind: "ready" });
    this.patience.begin();
  }

  private draw(): void {
    const { root, head, state: { notices } } = this;
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

  // -- answers of Python ----------------------------------------------------------------------

  private handlers(): Handlers {
    const { state, look } = this;
    return {
      table: (table, buffers) => this.begin(table, buffers),
      stills: (stills, buffers) => state.stills.receive(stills, buffers),
      clips: (clips, buffers) => void look.receive(clips, buffers),
      "no clips": (answer) => look.failed(answer),
      judged: (answer) => this.judged(answer),
      proposed: (answer) => look.excluding.proposed(answer),
      excluded: (answer) => look.excluding.excluded(answer),
      failed: (answer) => this.failed(answer),
    };
  }

  private noAnswer(): void {
    this.state.notices.warn(NO_ANSWER);
    if (!this.saved && this.model.get("saved")) this.saved = showSaved(this.model, this.root);
  }

  private begin(table: SequencesTable, [numbers]: Buffers): void {
    this.patience.end();
    this.saved?.remove();
    this.state.notices.warn("");
    this.state.begin(table, numbers, (item) => this.refresh(item));
    this.list.show();
    this.head.show();
  }

  private judged(answer: Judged): void {
    this.state.judged(answer);
    if (answer.asked_by === this.state.wire.view) this.showMoved(answer);
  }

  // A judgement was undone or restored.
  private showMoved({ text = "", item }: Judged): void {
    this.say(text);
    this.state.notices.flash(text);
    const position = item === null ? -1 : this.state.cursor.order.indexOf(item);
    if (position >= 0) this.go(position);
  }

  private failed({ request_kind: kind, message }: Failed): void {
    if (kind === "ready") this.patience.end(); // the kernel did answer
    if (kind === "judge" || kind === "note") this.state.notJudged(message);
    else if (kind === "clips") this.look.tell(message);
    else if (["propose", "exclude", "include"].includes(kind)) this.look.excluding.tell(message);
    else this.state.notices.warn(message);
  }

  // -- what is shown --------------------------------------------------------------------------

  choose(filter: Filter, order: Order): void {
    this.state.choose(filter, order);
    this.list.show();
    this.say(counted(this.state.cursor.order.length, "sequence", "sequences"));
  }

  private refresh(item: number): void {
    this.list.refresh(item);
    this.look.refresh(item);
    this.head.show();
  }

  focusCurrent(): void {
    if (this.looking) this.look.focus();
    else this.list.focus();
  }

  private say(text: string): void {
    this.state.notices.say(text);
  }

  // -- moving ---------------------------------------------------------------------------------

  go(target: number, focus = true): void {
    const { cursor } = this.state;
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
    const position = this.state.cursor.startOfPage(pages);
    if (position !== null) this.go(position);
  }

  open(position: number): void {
    const { cursor } = this.state;
    cursor.moveTo(position);
    if (cursor.item === undefined) return;
    this.showLook(true);
    this.lookAtCurrent();
    this.look.focus();
  }

  private lookAtCurrent(): void {
    const { item, position, order } = this.state.cursor;
    if (item === undefined) return;
    this.look.note.save();
    const sequence = this.state.sequence(item);
    this.look.show(sequence);
    const verdict = this.state.sequences?.verdicts[item] || "not judged";
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
  }

  // -- commands -------------------------------------------------------------------------------

  private press(event: KeyboardEvent): void {
    const task = this.state.keys.task(event);
    if (!task || !this.state.sequences) return;
    event.preventDefault();
    this.run(task);
  }

  run(command: Command): void {
    runCommand(this, command);
  }

  judge(verdict: Verdict, position = this.state.cursor.position): void {
    const { state, state: { cursor } } = this;
    const item = cursor.order[position];
    if (!state.mayJudge() || item === undefined) return;
    if (this.looking) this.look.note.save();
    cursor.moveTo(position);
    state.judge(item, verdict);
    // It stays on the list until that is made anew, so that a slip can be seen and mended.
    if (position + 1 < cursor.order.length) {
      this.say(`Judged: ${verdict}.`);
      this.go(position + 1);
    } else {
      this.say(`Judged: ${verdict}. This was the last sequence.`);
    }
  }

  /** Let the user write a note on the current sequence. */
  writeIntoNote(): void {
    if (!this.state.mayJudge()) return;
    if (!this.looking) this.open(this.state.cursor.position);
    this.look.note.focus();
  }

  /** Let the user exclude something of the current sequence, or think better of it. */
  exclude(): void {
    if (!this.looking) this.open(this.state.cursor.position);
    if (this.looking) this.look.excluding.toggle();
  }

  end(): void {
    // The cell is run again, or its output closed, while a note is being written.
    if (this.looking) this.look.note.save();
    this.patience.end();
    this.stop.forEach((stop) => stop());
    this.look.player.close();
    this.state.end();
  }
}
