// The list: a page of sequences, each two rows of thumbnails that lie above one another.

class SequenceList {
  constructor(app) {
    this.app = app;
    this.list = build("ol", { class: "vrd-list", "aria-label": "Sequences" });
    this.top = this.pager();
    this.bottom = this.pager();
    this.filter = this.choice("Show", [["all", "all"], ["open", "not judged yet"],
      ...VERDICTS.map(({ name, words }) => [name, words.toLowerCase()]), ["noted", "with a note"]]);
    this.sorting = this.choice("Order", [["found", "as found"], ["longest", "longest first"],
      ["nearest", "nearest first"], ["films", "film by film"]]);
    this.root = build("div", { class: "vrd-list-view" },
      build("div", { class: "vrd-bar" }, this.filter.label, this.sorting.label, this.top),
      this.list, build("div", { class: "vrd-bar vrd-end" }, this.bottom));
    for (const { select } of [this.filter, this.sorting]) {
      select.addEventListener("change", () => app.choose(this.filter.select.value,
        this.sorting.select.value));
    }
  }

  choice(words, options) {
    const select = build("select", {},
      ...options.map(([value, text]) => build("option", { value, text })));
    return { select, label: build("label", {}, `${words} `, select) };
  }

  pager() {
    const { keys } = this.app;
    const turn = (by) => () => this.app.turn(by);
    const said = build("span", { class: "vrd-page" });
    const back = button("‹ Page", turn(-1), { "aria-label": "Previous page",
      "aria-keyshortcuts": keys.shortcut("previous page") });
    const on = button("Page ›", turn(1), { "aria-label": "Next page",
      "aria-keyshortcuts": keys.shortcut("next page") });
    return Object.assign(build("span", { class: "vrd-pager" }, back, said, on), { said, back, on });
  }

  show() {
    const { app } = this;
    const { order, page, pageSize } = app;
    const first = page * pageSize;
    const rows = order.slice(first, first + pageSize);
    this.lines = new Map(rows.map((row, i) => [row, this.line(row, first + i)]));
    this.list.start = first + 1;
    this.list.replaceChildren(...[...this.lines.values()].map((line) => line.root));
    if (!rows.length) this.list.append(build("li", { class: "vrd-none", text: app.nothing() }));
    const said = rows.length
      ? `${(first + 1).toLocaleString("en-GB")}–${(first + rows.length).toLocaleString("en-GB")} of `
        + order.length.toLocaleString("en-GB") : "none";
    for (const pager of [this.top, this.bottom]) {
      pager.said.textContent = said;
      pager.back.disabled = page === 0;
      pager.on.disabled = first + pageSize >= order.length;
    }
    this.list.scrollTop = 0;
    app.stills.ask();
    this.mark();
  }

  line(row, place) {
    const { app } = this;
    const one = app.table.get(row);
    const pairs = build("div", { class: "vrd-pairs", "aria-busy": "true",
      onclick: () => app.open(place) });
    app.stills.into(pairs, one);
    const verdicts = new VerdictButtons(app, row, place, false);
    const note = build("p", { class: "vrd-note" });
    const root = build("li", { class: "vrd-line", tabindex: "-1",
      "aria-label": `Sequence ${place + 1}: ${spoken(one)}`,
      onfocusin: () => app.go(place, false) },
      build("div", { class: "vrd-told" },
        build("div", { class: "vrd-first" },
          build("strong", { class: "vrd-number", text: (place + 1).toLocaleString("en-GB") }),
          button("▷ Look closer", () => app.open(place), { class: "vrd-open",
            "aria-keyshortcuts": app.keys.shortcut("open") })),
        factsLine(one), verdicts.root),
      build("div", { class: "vrd-seen" },
        heading(one.query, one.queryStart, one.queryEnd), pairs,
        heading(one.reference, one.referenceStart, one.referenceEnd), note));
    return { root, verdicts, note };
  }

  // What has changed of a sequence that may be on this page.
  refresh(row) {
    const line = this.lines?.get(row);
    if (!line) return;
    const note = this.app.table.notes.get(row) ?? "";
    line.verdicts.show();
    line.note.textContent = note;
    line.note.hidden = !note;
    line.root.classList.toggle("vrd-judged", Boolean(this.app.table.verdicts[row]));
  }

  mark() {
    const current = this.app.current();
    for (const [row, { root }] of this.lines) {
      root.setAttribute("tabindex", row === current ? "0" : "-1");
      if (row === current) root.setAttribute("aria-current", "true");
      else root.removeAttribute("aria-current");
      this.refresh(row);
    }
  }

  focus() {
    const line = this.lines?.get(this.app.current());
    if (!line) return this.app.root.focus({ preventScroll: true });
    if (!line.root.contains(document.activeElement)) line.root.focus({ preventScroll: true });
    line.root.scrollIntoView({ block: "nearest" });
    return undefined;
  }
}

function heading(film, start, end) {
  return build("div", { class: "vrd-heading" }, filmName(film.name),
    build("span", { class: "vrd-time", text: span(start, end) }));
}

// The four verdicts; the one given is pressed, and says so in shape as well as in colour.
class VerdictButtons {
  constructor(app, row, place, long) {
    Object.assign(this, { app, row });
    this.buttons = VERDICTS.map((verdict) => {
      const judge = (event) => {
        // A click leaves the focus on the button, where the space bar would press it again.
        if (event.detail) app.root.focus({ preventScroll: true });
        app.judge(verdict.name, place);
      };
      return button([build("span", { "aria-hidden": "true", class: "vrd-sign", text: verdict.sign }),
        build("span", { text: long ? verdict.long ?? verdict.words : verdict.words }),
        long ? app.keys.hint(verdict.key) : null], judge, {
        class: "vrd-verdict", "data-verdict": verdict.name,
        "aria-keyshortcuts": app.keys.shortcut(verdict.key), title: verdict.long });
    });
    this.root = build("div", { class: "vrd-verdicts", role: "group", "aria-label": "Verdict" },
      ...this.buttons);
    this.show();
  }

  show() {
    const given = this.app.table.verdicts[this.row];
    for (const one of this.buttons) {
      one.setAttribute("aria-pressed", String(one.dataset.verdict === given));
      one.disabled = !this.app.canJudge;
      // Where nothing can be judged, only what was said is shown.
      one.hidden = !this.app.canJudge && one.dataset.verdict !== given;
    }
  }
}
