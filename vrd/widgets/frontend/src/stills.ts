// Thumbnails of sequences: asked for when they are about to be seen, and forgotten later.

import { build } from "./dom";
import type { Stills as StillsAnswer } from "./generated";
import { clock, distanceText } from "./text";
import type { Buffers, Wire } from "./wire";

/** Sequences whose thumbnails stay at hand, unless a page holds more. */
const KEPT = 60;

interface Pair {
  times: [number, number];
  /** Null where the two do not match. */
  distance: number | null;
  urls: [string, string];
}

/** Return an address of a JPEG within the page; empty where the picture is missing. */
export const pictureUrl = (picture: DataView | undefined): string =>
  (picture?.byteLength
    ? URL.createObjectURL(new Blob([picture as DataView<ArrayBuffer>], { type: "image/jpeg" }))
    : "");

/** Free the pictures of addresses. */
export function revoke(urls: Iterable<string>): void {
  for (const url of urls) if (url) URL.revokeObjectURL(url);
}

/** The thumbnails of a review. */
export class Stills {
  /** By item; null while they are on their way. */
  private readonly kept = new Map<number, Pair[] | null>();
  private readonly waiting = new Map<number, HTMLElement[]>();
  private readonly maxKept: number;

  constructor(private readonly wire: Wire, pageSize: number) {
    this.maxKept = Math.max(KEPT, pageSize);
  }

  /** Draw the pairs of a sequence into a place, now or as soon as they are there. */
  into(place: HTMLElement, item: number): void {
    const pairs = this.kept.get(item);
    if (!pairs) {
      this.waiting.set(item, [...this.waiting.get(item) ?? [], place]);
      return;
    }
    this.keep(item, pairs);
    drawPairs(place, pairs);
  }

  /** Ask for what is missing: one request for a page, so that nothing unseen is asked for. */
  ask(): void {
    const items = [...this.waiting.keys()].filter((item) => !this.kept.has(item));
    for (const item of items) this.kept.set(item, null);
    if (items.length) this.wire.send({ kind: "stills", items });
  }

  receive(answer: StillsAnswer, buffers: Buffers): void {
    const pairs = answer.pairs.map(([query, reference, distance], i): Pair => ({
      times: [query, reference],
      distance,
      urls: [pictureUrl(buffers[2 * i]), pictureUrl(buffers[2 * i + 1])],
    }));
    this.keep(answer.item, pairs);
    for (const place of this.waiting.get(answer.item) ?? []) drawPairs(place, pairs);
    this.waiting.delete(answer.item);
    this.forgetOldest();
  }

  // Those that were shown last come last, so that they are forgotten last.
  private keep(item: number, pairs: Pair[]): void {
    this.kept.delete(item);
    this.kept.set(item, pairs);
  }

  private forgetOldest(): void {
    for (const [item, pairs] of this.kept) {
      if (this.kept.size <= this.maxKept) return;
      revoke((pairs ?? []).flatMap((pair) => pair.urls));
      this.kept.delete(item);
    }
  }

  close(): void {
    for (const pairs of this.kept.values()) revoke((pairs ?? []).flatMap((pair) => pair.urls));
    this.kept.clear();
  }
}

// Two rows of thumbnails; those above one another are a pair.
function drawPairs(place: HTMLElement, pairs: Pair[]): void {
  const strip = (side: 0 | 1): HTMLElement =>
    build("div", { class: "vrd-strip" }, ...pairs.map((pair) => drawStill(pair, side)));
  place.replaceChildren(strip(0), strip(1));
  place.style.setProperty("--pairs", String(Math.max(pairs.length, 4)));
  place.removeAttribute("aria-busy");
}

function drawStill({ times, distance, urls }: Pair, side: 0 | 1): HTMLElement {
  const time = clock(times[side]);
  const differs = distance === null;
  const picture = urls[side]
    ? build("img", { src: urls[side], alt: `${time}${differs ? ", no match" : ""}`,
      draggable: "false" })
    : build("span", { class: "vrd-missing", text: "still missing" });
  return build("span", {
    class: differs ? "vrd-still vrd-differs" : "vrd-still",
    title: `${time}: ${differs ? "no match" : `distance ${distanceText(distance)}`}`,
  }, picture, differs && side === 0 ? build("b", { "aria-hidden": "true", text: "≠" }) : null);
}
