// The list: a page of sequences, each two rows of thumbnails that lie above one another.

import { build, button, filmName } from "./dom";
import { factsLine, spokenName } from "./facts";
import { VERDICTS, type Film } from "./generated";
import type { Actions, ReviewState } from "./review_state";
import type { Filter, Order } from "./sequences";
import { grouped, timeSpan } from "./text";
import { VerdictButtons } from "./verdict_buttons";

const FILTERS: [Filter, string][] = [
  ["all", "all"], ["once", "every footage once"], ["open", "not judged yet"],
  ...VERDICTS.map(({ name, long_label: label }): [Filter, string] => [name, label.toLowerCase()]),
  ["noted", "with a note"]];
const ORDERS: [Order, string][] = [
  ["found", "as found"], ["longest", "longest first"], ["nearest", "smallest distance first"],
  ["films", "film by film"], ["footage", "same footage together"]];

interface Line {
  root: HTMLElement;
  verdicts: VerdictButtons;
  note: HTMLElement;
}

export class SequenceList {
  readonly root: HTMLElement;
  private readonly list = build("ol", { class: "vrd-list", "aria-label": "Sequences" });
  private readonly pagers: Pager[];
  private lines = new Map<number, Line>();

  constructor(private readonly state: ReviewState, private readonly actions: Actions) {
    this.pagers = [new Pager(state, actions), new Pager(state, actions)];
    const filter = choice(FILTERS);
    const order = choice(ORDERS);
    for (const select of [filter, order]) {
      select.addEventListener("change",
        () => actions.choose(filter.value as Filter, order.value as Order));
    }
    this.root = build("div", {},
      build("div", { class: "vrd-bar" }, build("label", {}, "Show ", filter),
        build("label", {}, "Order ", order), this.pagers[0].root),
      this.list, build("div", { class: "vrd-bar vrd-end" }, this.pagers[1].root));
  }

  /** Draw the current page. */
  show(): void {
    const { state } = this;
    const { pageStart: first, pageItems: items, order } = state.cursor;
    this.lines = new Map(items.map((item, i) => [item, this.line(item, first + i)]));
    this.list.start = first + 1;
    this.list.replaceChildren(...[...this.lines.values()].map((line) => line.root));
    if (!items.length) {
      this.list.append(build("li", { class: "vrd-none", text: state.whyEmpty() }));
    }
    for (const pager of this.pagers) pager.show(first, items.length, order.length);
    this.list.scrollTop = 0;
    state.stills.ask();
    this.mark();
  }

  private line(item: number, position: number): Line {
    const { state, actions } = this;
    const sequence = state.sequence(item);
    const pairs = build("div", { class: "vrd-pairs", "aria-busy": "true",
      onclick: () => actions.open(position) });
    state.stills.into(pairs, item);
    const verdicts = new VerdictButtons(state, actions, item, position, false);
    const note = build("p", { class: "vrd-note" });
    const number = grouped(position + 1);
    const root = build("li", { class: "vrd-line", tabindex: "-1",
      "aria-label": `Sequence ${number}: ${spokenName(sequence)}`,
      onfocusin: () => actions.go(position, false) },
    build("div", { class: "vrd-summary" },
      build("div", { class: "vrd-summary-head" },
        build("strong", { class: "vrd-number", text: number }),
        button("▷ Look closer", () => actions.open(position),
          { "aria-keyshortcuts": state.keys.shortcut("open") })),
      factsLine(sequence), verdicts.root),
    build("div", { class: "vrd-pictures" },
      heading(sequence.query, sequence.query_start, sequence.query_end), pairs,
      heading(sequence.reference, sequence.reference_start, sequence.reference_end), note));
    return { root, verdicts, note };
  }

  /** Show what has changed of a sequence that may be on this page. */
  refresh(item: number): void {
    const line = this.lines.get(item);
    const { sequences } = this.state;
    if (!line || !sequences) return;
    line.verdicts.refresh();
    line.note.textContent = sequences.note(item);
    line.note.hidden = !sequences.note(item);
  }

  /** Mark the current sequence. */
  mark(): void {
    const current = this.state.cursor.item;
    for (const [item, { root }] of this.lines) {
      root.setAttribute("tabindex", item === current ? "0" : "-1");
      if (item === current) root.setAttribute("aria-current", "true");
      else root.removeAttribute("aria-current");
      this.refresh(item);
    }
  }

  focus(): void {
    const current = this.state.cursor.item;
    const line = current === undefined ? undefined : this.lines.get(current);
    if (!line) {
      this.state.root.focus({ preventScroll: true });
      return;
    }
    if (!line.root.contains(document.activeElement)) line.root.focus({ preventScroll: true });
    line.root.scrollIntoView({ block: "nearest" });
  }
}

/** Buttons that turn pages. */
class Pager {
  readonly root: HTMLElement;
  private readonly text = build("span", { class: "vrd-page" });
  private readonly back: HTMLButtonElement;
  private readonly forward: HTMLButtonElement;

  constructor({ keys }: ReviewState, actions: Actions) {
    this.back = button("‹ Page", () => actions.turn(-1), { "aria-label": "Previous page",
      "aria-keyshortcuts": keys.shortcut("previous page") });
    this.forward = button("Page ›", () => actions.turn(1), { "aria-label": "Next page",
      "aria-keyshortcuts": keys.shortcut("next page") });
    this.root = build("span", { class: "vrd-pager" }, this.back, this.text, this.forward);
  }

  show(first: number, shown: number, count: number): void {
    this.text.textContent = shown
      ? `${grouped(first + 1)}–${grouped(first + shown)} of ${grouped(count)}` : "none";
    this.back.disabled = first === 0;
    this.forward.disabled = first + shown >= count;
  }
}

function choice(options: [string, string][]): HTMLSelectElement {
  return build("select", {},
    ...options.map(([value, text]) => build("option", { value, text })));
}

function heading(film: Film, start: number, end: number): HTMLElement {
  return build("div", { class: "vrd-heading" }, filmName(film.name),
    build("span", { class: "vrd-time", text: timeSpan(start, end) }));
}
