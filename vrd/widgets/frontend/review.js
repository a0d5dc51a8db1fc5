// The review: what is looked at, what is judged, and what the keys do.

class Review {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.wire = new Wire(model);
    this.keys = new Keys(model.get("bindings"));
    this.stills = new Stills(this.wire);
    Object.assign(this, { table: null, order: [], at: 0, page: 0, filter: "all", sorting: "found",
      pageSize: model.get("page_size"), canJudge: false, canPlay: false, looking: false });
    this.list = new SequenceList(this);
    this.look = new CloserLook(this);
    this.waiting = new Map(); // row -> what it was before, until Python has kept the judgement
    this.draw();
    this.stop = [keepKeys(root), this.wire.listen(this.answers())];
    this.ask();
  }

  draw() {
    this.count = build("span", { class: "vrd-count", text: "Loading …" });
    this.live = build("div", { class: "vrd-hidden", role: "status", "aria-live": "polite" });
    this.alert = build("p", { class: "vrd-alert", role: "alert", hidden: true });
    this.helpButton = button(["Keys", this.keys.hint("help")], () => this.run("help"),
      { "aria-expanded": "false", "aria-keyshortcuts": this.keys.shortcut("help") });
    this.undoButton = button(["↶ Undo", this.keys.hint("undo")], () => this.run("undo"),
      { "aria-keyshortcuts": this.keys.shortcut("undo") });
    this.redoButton = button(["↷ Redo", this.keys.hint("redo")], () => this.run("redo"),
      { "aria-keyshortcuts": this.keys.shortcut("redo") });
    this.reading = build("p", { class: "vrd-reading", hidden: true });
    this.head = build("div", { class: "vrd-bar vrd-head" }, this.count,
      build("span", { class: "vrd-gap" }),
      build("span", { class: "vrd-idle", "aria-hidden": "true", text: "click here to use the keys" }),
      this.undoButton, this.redoButton, this.helpButton);
    this.root.classList.add("vrd-review");
    for (const [name, value] of [["role", "region"], ["aria-label", "Review of sequences"],
      ["tabindex", "-1"]]) this.root.setAttribute(name, value);
    this.root.append(this.head, this.reading, this.alert, this.list.root, this.look.root, this.live);
    this.root.addEventListener("keydown", (event) => this.press(event));
    this.root.addEventListener("pointerdown", (event) => {
      if (!event.target.closest("button, a, input, select, textarea, li")) {
        setTimeout(() => this.focus());
      }
    });
  }

  // A kernel that is busy answers late: that is said, and asked again only by its answer.
  ask() {
    this.wire.send("ready");
    this.patience = setTimeout(() => {
      this.complain("The kernel does not answer yet: it may be busy with another cell, or have "
        + "ended (then run this cell again).");
      if (!this.saved && this.model.get("saved")) this.saved = showSaved(this.model, this.root);
    }, 4000);
  }

  answers() {
    return {
      table: (content, buffers) => this.begin(content, buffers),
      stills: (content, buffers) => this.stills.receive(content, buffers),
      clips: (content, buffers) => this.look.receive(content, buffers),
      "no clips": (content) => this.look.failed(content),
      judged: (content) => this.judged(content),
      proposal: (content) => this.look.excluding.proposed(content),
      excluded: (content) => this.look.excluding.excluded(content),
      failed: (content) => this.failed(content),
    };
  }

  begin(content, buffers) {
    clearTimeout(this.patience);
    this.saved?.remove();
    this.complain("");
    this.table = new Table(content, buffers);
    this.canJudge = content.can_judge;
    this.canPlay = content.can_play;
    this.canExclude = content.can_exclude;
    this.whyNot = content.why_not;
    this.reading.textContent = this.whyNot;
    this.reading.hidden = this.canJudge;
    this.reviewer = content.reviewer;
    this.choose(this.filter, this.sorting, false);
  }

  choose(filter, sorting, tell = true) {
    const row = this.current();
    Object.assign(this, { filter, sorting, order: this.table.chosen(filter, sorting) });
    this.at = Math.max(0, this.order.indexOf(row));
    this.page = Math.floor(this.at / this.pageSize);
    this.list.show();
    this.tally();
    if (tell) this.say(counted(this.order.length, "sequence", "sequences"));
  }

  nothing() {
    return this.table.size ? "No sequence is as asked for under “Show”."
      : "There are no sequences. Raise max_distance, or lower shortest_sequence.";
  }

  current() {
    return this.order[this.at];
  }

  tally() {
    const judged = this.table.judged();
    this.count.replaceChildren(build("strong", {
      text: counted(this.table.size, "sequence", "sequences") }),
    ` · ${judged.toLocaleString("en-GB")} judged`,
    ...(this.reviewer ? [" by ", filmName(this.reviewer)] : []));
    for (const one of [this.undoButton, this.redoButton]) one.hidden = !this.canJudge;
  }

  // -- moving ---------------------------------------------------------------------------------

  go(place, focus = true) {
    if (!this.order.length) return;
    const at = Math.min(Math.max(place, 0), this.order.length - 1);
    const page = Math.floor(at / this.pageSize);
    const moved = at !== this.at;
    if (!moved && place !== at) this.say(place < 0 ? "This is the first." : "This is the last.");
    this.at = at;
    if (this.looking) {
      if (moved) { this.look.keepNote(); this.page = page; this.look.show(); this.sayPlace(); }
      return;
    }
    if (page !== this.page) { this.page = page; this.list.show(); } else this.list.mark();
    if (focus) this.list.focus();
  }

  turn(by) {
    const place = (this.page + by) * this.pageSize;
    if (place >= 0 && place < this.order.length) this.go(place);
  }

  open(place) {
    this.at = place;
    if (this.current() === undefined) return;
    this.show(true);
    this.look.show();
    this.look.heading.focus({ preventScroll: true });
    this.sayPlace();
  }

  close() {
    if (!this.looking) return;
    this.look.leave();
    this.show(false);
    this.page = Math.floor(this.at / this.pageSize);
    this.list.show();
    this.list.focus();
  }

  show(looking) {
    this.looking = looking;
    this.look.root.hidden = !looking;
    this.list.root.hidden = looking;
    this.root.classList.toggle("vrd-looking", looking);
  }

  focus() {
    if (this.root.contains(document.activeElement)) return;
    if (this.looking) this.look.heading.focus({ preventScroll: true });
    else this.list.focus();
  }

  sayPlace() {
    const one = this.table.get(this.current());
    const verdict = this.table.verdicts[one.row] || "not judged";
    this.say(`Sequence ${this.at + 1} of ${this.order.length}: ${spoken(one)}. ${verdict}`);
  }

  // -- judging --------------------------------------------------------------------------------

  judge(verdict, place = this.at) {
    if (!this.mayJudge() || !this.order.length) return;
    const row = this.order[place];
    if (this.looking) this.look.keepNote();
    this.remember(row);
    this.table.verdicts[row] = verdict;
    this.wire.send("judge", { row, verdict });
    this.at = place;
    this.refresh(row);
    this.say(`Judged: ${verdict}.`);
    // Stays on the list until it is made anew, so that a slip can be seen and mended.
    if (place + 1 < this.order.length) this.go(place + 1);
    else this.say(`Judged: ${verdict}. That was the last one.`);
  }

  // Where judgements cannot be kept, a key that would make one says why.
  mayJudge() {
    if (!this.canJudge) this.say(this.whyNot);
    return this.canJudge;
  }

  writeNote(row, note) {
    this.remember(row);
    if (note) this.table.notes.set(row, note);
    else this.table.notes.delete(row);
    this.wire.send("note", { row, note });
    this.refresh(row);
  }

  remember(row) {
    if (!this.waiting.has(row)) {
      this.waiting.set(row, [this.table.verdicts[row], this.table.notes.get(row) ?? ""]);
    }
    clearTimeout(this.unkept);
    this.unkept = setTimeout(() => this.complain(
      "The kernel is busy: what you judge is kept as soon as it is free. Do not close the page."),
    4000);
  }

  // What Python has kept: also what another view of this widget has judged.
  judged(content) {
    if (!this.table) return;
    for (const [row, verdict, note] of content.rows) {
      this.waiting.delete(row);
      this.table.verdicts[row] = verdict;
      if (note) this.table.notes.set(row, note);
      else this.table.notes.delete(row);
      this.refresh(row);
    }
    if (!this.waiting.size) { clearTimeout(this.unkept); this.complain(""); }
    if (content.view_of_move === this.wire.view) this.moved(content);
  }

  // A judgement was taken back, or brought back.
  moved({ moved, row }) {
    this.say(moved);
    this.flash(moved);
    const place = row === null ? -1 : this.order.indexOf(row);
    if (place >= 0) this.go(place);
  }

  refresh(row) {
    this.list.refresh(row);
    this.look.refresh(row);
    this.tally();
  }

  failed(content) {
    if (content.doing === "ready") clearTimeout(this.patience); // the kernel did answer
    let { message } = content;
    if (["judge", "note"].includes(content.doing)) {
      clearTimeout(this.unkept);
      message += this.unkeptNotes();
      for (const [row, [verdict, note]] of this.waiting) {
        this.table.verdicts[row] = verdict;
        if (note) this.table.notes.set(row, note); else this.table.notes.delete(row);
        this.refresh(row);
      }
      this.waiting.clear();
    }
    if (content.doing === "clips") this.look.wait(message);
    else if (["propose", "exclude", "include"].includes(content.doing)) {
      this.look.excluding.tell(message);
    }
    else this.complain(message);
  }

  // What was written is said again, so that it can be copied: its field shows what is kept.
  unkeptNotes() {
    const lost = [...this.waiting].map(([row, [, note]]) => [note, this.table.notes.get(row) ?? ""])
      .filter(([before, now]) => now && now !== before).map(([, now]) => `“${now}”`);
    return lost.length ? ` Not kept: ${lost.join(", ")}` : "";
  }

  // -- saying ---------------------------------------------------------------------------------

  say(text) {
    this.live.textContent = text;
  }

  flash(text) {
    this.count.title = text;
    this.complain(text, true);
  }

  complain(text, passing = false) {
    this.alert.textContent = text;
    this.alert.hidden = !text;
    this.alert.classList.toggle("vrd-passing", passing);
    clearTimeout(this.passing);
    if (passing) this.passing = setTimeout(() => this.complain(""), 4000);
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.flash(`Copied: ${text}`);
    } catch {
      // Not every page may use the clipboard: then the text is there to be copied by hand.
      this.complain(text);
    }
  }

  // -- keys -----------------------------------------------------------------------------------

  press(event) {
    const task = this.keys.task(event);
    if (!task || !this.table) return;
    event.preventDefault();
    this.run(task);
  }

  run(task) {
    const { player } = this.look;
    const always = {
      "next": () => this.go(this.at + 1),
      "previous": () => this.go(this.at - 1),
      "next page": () => this.turn(1),
      "previous page": () => this.turn(-1),
      "undo": () => this.mayJudge() && this.wire.send("undo"),
      "redo": () => this.mayJudge() && this.wire.send("redo"),
      "open": () => !this.looking && this.open(this.at),
      "close": () => (this.helping ? this.help() : this.close()),
      "help": () => this.help(),
      "note": () => this.mayJudge() && this.note(),
      "exclude": () => this.exclude(),
      "play": () => (this.looking ? player.toggle() : this.open(this.at)),
    };
    const looking = {
      "step forward": () => player.step(1),
      "step back": () => player.step(-1),
      "loop": () => { player.looping = !player.looping; player.changed(); },
      "slower": () => player.faster(-1),
      "faster": () => player.faster(1),
      "side by side": () => player.setView("side by side"),
      "blink": () => player.setView("blink"),
      "difference": () => player.setView("difference"),
      "mirror": () => player.mirror(),
      "sound": () => player.setSound(player.sound === 1 ? -1 : player.sound + 1),
    };
    if (VERDICTS.some(({ name }) => name === task)) this.judge(task);
    else if (always[task]) always[task]();
    else if (this.looking) looking[task]?.();
  }

  note() {
    if (!this.looking) this.open(this.at);
    this.look.note.field.focus();
  }

  exclude() {
    if (!this.looking) this.open(this.at);
    if (this.looking) this.look.excluding.toggle();
  }

  help() {
    const open = !this.helping;
    this.helping?.remove();
    this.helping = open ? this.keys.help(() => this.help()) : null;
    this.helpButton.setAttribute("aria-expanded", String(open));
    if (open) { this.head.after(this.helping); this.helping.focus(); } else this.refocus();
  }

  refocus() {
    if (this.looking) this.look.heading.focus({ preventScroll: true });
    else this.list.focus();
  }

  end() {
    // The cell is run again, or its output closed, while a note is being written.
    if (this.looking) this.look.keepNote();
    clearTimeout(this.patience);
    clearTimeout(this.unkept);
    clearTimeout(this.passing);
    this.stop.forEach((stop) => stop());
    this.look.player.close();
    this.stills.close();
  }
}
