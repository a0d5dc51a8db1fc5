// Groups of pairs of stills side by side, such as those just inside and just outside of a limit.

class Pairs {
  constructor(model, root) {
    this.root = root;
    this.urls = [];
    this.wire = new Wire(model);
    this.complain = alertLine(root);
    this.shown = build("div", { class: "vrd-pair-groups" });
    root.append(this.shown);
    this.stop = this.wire.listen({
      failed: (content) => this.complain(content.message),
      pairs: (content, buffers) => this.show(content, buffers),
      stale: () => this.askSoon(),
    });
    this.wire.send("ready");
  }

  // While a limit is dragged nothing is asked for: stills follow where it rests.
  askSoon() {
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.wire.send("ready"), 200);
  }

  show({ groups }, buffers) {
    const old = this.urls;
    this.urls = buffers.map(pictureUrl);
    let next = 0;
    this.complain("");
    this.shown.replaceChildren(...groups.map(({ title, pairs, none }) =>
      build("section", { class: "vrd-pair-group", "aria-label": title },
        build("h4", { text: title }),
        ...(pairs.length ? [] : [build("p", { class: "vrd-none", text: none })]),
        build("div", { class: "vrd-pair-grid" }, ...pairs.map((pair) => {
          next += 2;
          return this.pair(pair, this.urls.slice(next - 2, next));
        })))));
    for (const url of old) if (url) URL.revokeObjectURL(url);
  }

  pair({ films, times, said }, urls) {
    return build("figure", { class: "vrd-two" },
      ...urls.map((url, side) => (url
        ? build("img", { src: url, alt: `${films[side]} at ${clock(times[side])}`,
          title: `${films[side]} at ${clock(times[side])}` })
        : build("span", { class: "vrd-lost", text: "still missing" }))),
      build("figcaption", {}, ...films.map((film, side) => build("span", { class: "vrd-one-film" },
        filmName(film), ` ${clock(times[side])}`)), build("b", { text: said })));
  }

  end() {
    clearTimeout(this.asking);
    this.stop();
    for (const url of this.urls) if (url) URL.revokeObjectURL(url);
  }
}
