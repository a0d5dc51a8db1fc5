// A closer look at one sequence: both films in step, and its verdict. Nothing moves between one
// sequence and the next, so that eyes and hands stay where they are.

class CloserLook {
  constructor(app) {
    this.app = app;
    this.player = new Player(() => this.refreshPlayer());
    this.heading = build("h3", { tabindex: "-1" });
    this.factsLine = build("p", { class: "vrd-facts" });
    this.said = build("p", { class: "vrd-waiting" });
    this.captions = [0, 1].map(() => build("div", { class: "vrd-caption" }));
    this.times = [0, 1].map(() => build("output", { class: "vrd-clock" }));
    this.judging = build("div", { class: "vrd-judging" });
    this.parts = build("span", { class: "vrd-parts" });
    this.note = this.noteField();
    this.excluding = new Excluding(app, this);
    this.root = build("div", { class: "vrd-look", hidden: true },
      this.topBar(), this.factsLine,
      build("div", { class: "vrd-captions" }, ...this.captions),
      build("div", { class: "vrd-show" }, this.player.stage, this.said),
      this.scrubberBar(), this.playBar(), this.judging, this.note.label,
      this.excluding.root);
  }

  act(words, task, attributes = {}) {
    const { app } = this;
    const run = (event) => {
      if (event.detail) app.root.focus({ preventScroll: true });
      app.run(task);
    };
    return button([words, app.keys.hint(task)], run,
      { "aria-keyshortcuts": app.keys.shortcut(task), ...attributes });
  }

  topBar() {
    return build("div", { class: "vrd-bar" }, this.act("‹ All sequences", "close"), this.heading,
      build("span", { class: "vrd-gap" }), this.parts,
      this.act("‹ Previous", "previous"), this.act("Next ›", "next"));
  }

  scrubberBar() {
    this.track = build("span", { class: "vrd-track", "aria-hidden": "true" });
    this.scrubber = build("input", { type: "range", min: "0", max: "1", step: "0.001", value: "0",
      "aria-label": "Place in both films",
      oninput: () => this.player.seek(Number(this.scrubber.value)) });
    return build("div", { class: "vrd-scrub" }, this.times[0],
      build("span", { class: "vrd-slide" }, this.track, this.scrubber), this.times[1]);
  }

  playBar() {
    const speeds = build("select", { "aria-label": "Speed",
      onchange: () => this.player.setSpeed(Number(speeds.value)) },
      ...SPEEDS.map((speed) => build("option", { value: speed, text: `× ${speed}` })));
    this.controls = {
      play: this.act("Play", "play", { class: "vrd-play" }),
      loop: this.act("Loop", "loop"),
      views: VIEWS.map((view) => this.act(view[0].toUpperCase() + view.slice(1), view,
        { "data-look": view })),
      mirror: this.act("Mirror", "mirror"),
      sound: this.act("Sound off", "sound"),
      speeds,
    };
    const { play, loop, views, mirror, sound } = this.controls;
    return build("div", { class: "vrd-bar vrd-controls", role: "group", "aria-label": "Player" },
      this.act("◂", "step back", { "aria-label": "One frame back" }), play,
      this.act("▸", "step forward", { "aria-label": "One frame forward" }), speeds, loop,
      build("span", { class: "vrd-views", role: "group", "aria-label": "View" }, ...views),
      mirror, sound);
  }

  noteField() {
    const field = build("textarea", { rows: "1", maxlength: "2000",
      placeholder: "Note (Ctrl+Enter keeps it)",
      onkeydown: (event) => this.noteKey(event), onblur: () => this.keepNote() });
    return { field, label: build("label", { class: "vrd-note-field" },
      build("span", {}, "Note ", this.app.keys.hint("note")), field) };
  }

  noteKey(event) {
    if (event.key === "Escape") this.note.field.value = this.noteOf();
    else if (!(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    this.app.root.focus({ preventScroll: true }); // which keeps the note
  }

  noteOf() {
    return this.app.table?.notes.get(this.one?.row) ?? "";
  }

  keepNote() {
    const text = this.note.field.value.trim();
    if (this.one && text !== this.noteOf()) this.app.writeNote(this.one.row, text);
  }

  show(part = 0) {
    const { app } = this;
    this.one = app.table.get(app.current());
    const { one } = this;
    this.part = Math.min(part, one.parts - 1);
    const place = (app.at + 1).toLocaleString("en-GB");
    this.heading.replaceChildren(`Sequence ${place} `,
      build("small", { text: `of ${app.order.length.toLocaleString("en-GB")}` }));
    fillFacts(this.factsLine, one);
    this.caption(0, one.query, one.queryStart);
    this.caption(1, one.reference, one.referenceStart);
    this.verdicts = new VerdictButtons(app, one.row, app.at, true);
    this.judging.replaceChildren(this.verdicts.root);
    this.note.field.value = this.noteOf();
    this.note.field.disabled = !app.canJudge;
    this.note.label.hidden = !app.canJudge && !this.noteOf();
    this.excluding.show();
    this.showParts();
    this.player.mirror(Boolean(one.mirrored));
    this.ask();
  }

  showParts() {
    const { parts } = this.one;
    this.parts.replaceChildren(...(parts < 2 ? [] : [
      button("‹", () => this.show(this.part - 1), { "aria-label": "Previous part",
        disabled: this.part === 0 }),
      build("span", { text: `part ${this.part + 1} of ${parts}` }),
      button("›", () => this.show(this.part + 1), { "aria-label": "Next part",
        disabled: this.part === parts - 1 })]));
  }

  // Where the original is: text that can be copied, and the film itself where it is served.
  caption(side, film, seconds) {
    const copy = button("Copy", () => this.app.copy(`${film.path} ${clock(seconds)}`),
      { class: "vrd-copy", title: `${film.path} ${clock(seconds)}`,
        "aria-label": `Copy the path and time of ${film.name}` });
    const open = film.link ? button("Open", () => {
      this.player.pause();
      openFilm(this.app.root, film, seconds);
    }, { class: "vrd-copy", title: `The whole film, at ${clock(seconds)}`,
      "aria-label": `Open ${film.name} at ${clock(seconds)}` }) : null;
    this.captions[side].replaceChildren(build("span", { class: "vrd-which", "aria-hidden": "true",
      text: side ? "B" : "A" }), filmName(film.name), ...[
      build("span", { class: "vrd-time", text: `at ${clock(seconds)}` }), copy, open]
      .filter(Boolean));
  }

  // What is copied and opened begins where this part does.
  captionPart({ starts, start, ratio }) {
    const { one } = this;
    this.caption(0, one.query, starts[0] + start);
    this.caption(1, one.reference, starts[1] + start * ratio);
  }

  ask() {
    this.player.unload();
    if (!this.app.canPlay) return this.wait("Films are not played here; thumbnails are in the list.");
    this.request = Math.random().toString(36).slice(2);
    this.wait("Cutting both clips …");
    const next = this.app.order[this.app.at + 1];
    this.app.wire.send("clips", { request: this.request, row: this.one.row, part: this.part,
      next: next === undefined ? null : next });
    return undefined;
  }

  wait(text) {
    this.said.textContent = text;
    this.said.hidden = !text;
    this.player.stage.classList.toggle("vrd-empty", Boolean(text));
  }

  async receive(content, buffers) {
    if (content.request !== this.request || this.root.hidden) return;
    this.clips = content;
    try {
      await this.player.load(buffers, content);
    } catch (error) {
      if (content.request === this.request) this.wait(`This browser cannot play the clip: ${error.message}`);
      return;
    }
    if (content.request !== this.request) return;
    this.drawTrack(content);
    if (this.one.parts > 1) this.captionPart(content);
    this.wait("");
    if (!calm()) this.player.play();
  }

  drawTrack({ length, start, end, rate }) {
    Object.assign(this.scrubber, { min: 0, max: Math.max(length, 0.001), step: 0.5 / rate });
    this.track.style.setProperty("--from", `${(100 * start) / length}%`);
    this.track.style.setProperty("--to", `${(100 * end) / length}%`);
  }

  failed(content) {
    if (content.request === this.request) this.wait(content.message);
  }

  refreshPlayer() {
    const { player, controls } = this;
    if (!controls) return;
    const [play, words] = [controls.play.firstChild, player.playing ? "❚❚ Pause" : "▶ Play"];
    if (play.textContent !== words) play.textContent = words;
    const press = (node, on) => node.setAttribute("aria-pressed", String(on));
    press(controls.loop, player.looping);
    press(controls.mirror, player.mirrored);
    for (const view of controls.views) press(view, view.dataset.look === player.view);
    controls.speeds.value = String(player.speed);
    controls.sound.firstChild.textContent = ["Sound off", "Sound of A", "Sound of B"][player.sound + 1];
    if (!this.clips || !player.ready) return;
    const seconds = [player.time, player.time * player.ratio];
    const at = seconds.map((time, side) => clock(this.clips.starts[side] + time, true));
    at.forEach((text, side) => { this.times[side].textContent = `${"AB"[side]} ${text}`; });
    this.scrubber.value = String(player.time);
    this.scrubber.setAttribute("aria-valuetext", `first film ${at[0]}, second film ${at[1]}`);
  }

  refresh(row) {
    if (this.one?.row !== row) return;
    this.verdicts?.show();
    if (document.activeElement !== this.note.field) this.note.field.value = this.noteOf();
  }

  leave() {
    this.keepNote();
    this.request = null;
    this.player.unload();
    this.app.wire.send("clips", { request: null });
  }
}

// The film itself, from the notebook's server. It is shown within this page: Jupyter refuses films
// to any other page, also to a new tab that holds nothing else.
function openFilm(root, film, seconds) {
  const said = build("p", { class: "vrd-facts" });
  const video = build("video", { controls: true, src: `${film.link}#t=${seconds.toFixed(1)}`,
    onerror: () => {
      video.hidden = true;
      said.textContent = `This browser cannot play ${film.name}. It is at ${film.path}; what is `
        + `shown here is at ${clock(seconds)}.`;
    } });
  const shown = build("dialog", { class: "vrd-film", "aria-label": film.name,
    onkeydown: (event) => event.stopPropagation(),
    onclose: () => { video.removeAttribute("src"); video.load(); shown.remove(); } },
  build("div", { class: "vrd-bar" }, filmName(film.name), build("span", { class: "vrd-gap" }),
    button("Close", () => shown.close())), video, said);
  root.append(shown);
  shown.showModal();
}
