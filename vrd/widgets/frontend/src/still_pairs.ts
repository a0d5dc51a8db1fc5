// Groups of pairs of stills side by side, such as those just inside and just outside of a limit.

import { alertLine, build, filmName } from "./dom";
import type { StillPair, StillPairGroup, StillPairs } from "./generated";
import { pictureUrl, revoke } from "./stills";
import { clock } from "./text";
import { Wire, type Buffers, type Model } from "./wire";

/** Milliseconds for which a limit must rest before its stills are asked for. */
const REST_MS = 200;

export class Pairs {
  private readonly wire: Wire;
  private readonly place = build("div", { class: "vrd-pair-groups" });
  private readonly showError: (text: string) => void;
  private readonly stop: () => void;
  private urls: string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(model: Model, root: HTMLElement) {
    this.wire = new Wire(model);
    this.showError = alertLine(root);
    root.append(this.place);
    this.stop = this.wire.listen({
      failed: ({ message }) => this.showError(message),
      pairs: (answer, buffers) => this.show(answer, buffers),
      stale: () => this.askSoon(),
    });
    this.wire.send({ kind: "ready" });
  }

  private askSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wire.send({ kind: "ready" }), REST_MS);
  }

  private show({ groups }: StillPairs, buffers: Buffers): void {
    const old = this.urls;
    this.urls = buffers.map(pictureUrl);
    const urls = [...this.urls];
    this.showError("");
    this.place.replaceChildren(...groups.map((group) => drawGroup(group, urls)));
    revoke(old);
  }

  end(): void {
    clearTimeout(this.timer);
    this.stop();
    revoke(this.urls);
  }
}

// Takes the pictures of its pairs from the front of `urls`.
function drawGroup({ title, pairs, if_none: ifNone }: StillPairGroup, urls: string[]): HTMLElement {
  return build("section", { class: "vrd-pair-group", "aria-label": title },
    build("h4", { text: title }),
    pairs.length ? null : build("p", { class: "vrd-none", text: ifNone }),
    build("div", { class: "vrd-pair-grid" },
      ...pairs.map((pair) => drawPair(pair, urls.splice(0, 2)))));
}

function drawPair({ films, times, text }: StillPair, urls: string[]): HTMLElement {
  const pictures = urls.map((url, side) => {
    const where = `${films[side]} at ${clock(times[side])}`;
    return url ? build("img", { src: url, alt: where, title: where })
      : build("span", { class: "vrd-missing", text: "still missing" });
  });
  const names = films.map((film, side) =>
    build("span", { class: "vrd-pair-film" }, filmName(film), ` ${clock(times[side])}`));
  return build("figure", { class: "vrd-pair" }, ...pictures,
    build("figcaption", {}, ...names, build("b", { text })));
}
