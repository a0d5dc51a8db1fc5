// Never show this again: what it would cost is shown first, and it can be taken back.

class Excluding {
  constructor(app, look) {
    Object.assign(this, { app, look });
    this.said = build("p", { class: "vrd-facts", role: "status" });
    this.deeds = build("div", { class: "vrd-bar" });
    const side = (letter, number) => [
      button(`This stretch of ${letter}`, () => this.propose(number, false)),
      button(`Frames like this one of ${letter}`, () => this.propose(number, true))];
    this.first = build("div", { class: "vrd-bar" }, ...side("A", 0), ...side("B", 1));
    this.root = build("details", { class: "vrd-exclude", hidden: true },
      build("summary", {}, "Never show this again … ", app.keys.hint("exclude")),
      this.first, this.said, this.deeds);
  }

  // Another sequence: what was asked of the one before is of no use here.
  show() {
    this.root.hidden = !this.app.canExclude;
    this.root.open = false;
    this.request = null;
    this.tell("");
  }

  toggle() {
    if (this.root.hidden) return this.app.say("Nothing can be left out for good here.");
    this.root.open = !this.root.open;
    if (this.root.open) this.first.querySelector("button").focus();
    else this.look.heading.focus({ preventScroll: true });
    return undefined;
  }

  tell(text, ...deeds) {
    this.said.textContent = text;
    this.deeds.replaceChildren(...deeds);
  }

  propose(side, alike) {
    const { one, player, clips } = this.look;
    const start = side ? one.referenceStart : one.queryStart;
    const place = player.ready ? player.time * (side ? player.ratio : 1) : 0;
    const moment = alike ? (player.ready ? clips.starts[side] + place : start) : null;
    this.request = Math.random().toString(36).slice(2);
    this.tell("Finding out what that would leave out …");
    this.app.wire.send("propose", { row: one.row, side, moment, request: this.request });
  }

  proposed(content) {
    if (content.request !== this.request) return;
    this.tell(content.said,
      button("Leave it out from now on", () => this.act("exclude")),
      button("No", () => this.tell("")));
    this.deeds.firstChild.focus({ preventScroll: true });
  }

  act(kind) {
    this.app.wire.send(kind, { request: this.request });
  }

  excluded(content) {
    if (content.request !== this.request) return;
    const back = content.can_take_back ? [button("Take it back", () => this.act("include"))] : [];
    this.tell(content.said, ...back);
    (back[0] ?? this.look.heading).focus({ preventScroll: true });
  }
}
