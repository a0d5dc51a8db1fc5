// Thumbnails, asked for when they are about to be seen, and forgotten when they are not.

const MOST_KEPT = 60; // sequences whose thumbnails stay at hand

class Stills {
  constructor(wire) {
    this.wire = wire;
    this.kept = new Map(); // row -> pairs, or null while they are on their way
    this.waiting = new Map(); // row -> functions that fill a place in the page
  }

  // Fill `place` with the pairs of a sequence, now or as soon as they are there.
  into(place, one) {
    const pairs = this.kept.get(one.row);
    if (pairs) return drawPairs(place, pairs);
    const list = this.waiting.get(one.row) ?? [];
    list.push((found) => drawPairs(place, found));
    this.waiting.set(one.row, list);
    return place;
  }

  // One request for a page, so that what is not seen any more is not asked for.
  ask() {
    const rows = [...this.waiting.keys()].filter((row) => !this.kept.has(row));
    for (const row of rows) this.kept.set(row, null);
    if (rows.length) this.wire.send("stills", { rows });
  }

  receive(content, buffers) {
    const pairs = content.pairs.map((pair, i) => ({
      times: pair.slice(0, 2),
      distance: pair[2],
      urls: [0, 1].map((side) => pictureUrl(buffers[2 * i + side])),
    }));
    this.kept.set(content.row, pairs);
    for (const fill of this.waiting.get(content.row) ?? []) fill(pairs);
    this.waiting.delete(content.row);
    this.forgetOldest();
  }

  forgetOldest() {
    for (const [row, pairs] of this.kept) {
      if (this.kept.size <= MOST_KEPT) return;
      if (pairs) forget(pairs);
      this.kept.delete(row);
    }
  }

  close() {
    for (const pairs of this.kept.values()) if (pairs) forget(pairs);
    this.kept.clear();
  }
}

function pictureUrl(buffer) {
  return buffer?.byteLength ? URL.createObjectURL(new Blob([buffer], { type: "image/jpeg" })) : "";
}

function forget(pairs) {
  for (const pair of pairs) for (const url of pair.urls) if (url) URL.revokeObjectURL(url);
}

// Two rows of thumbnails, those above one another being a pair.
function drawPairs(place, pairs) {
  place.replaceChildren(...[0, 1].map((side) =>
    build("div", { class: "vrd-strip" }, ...pairs.map((pair) => picture(pair, side)))));
  place.style.setProperty("--pairs", Math.max(pairs.length, 4));
  place.removeAttribute("aria-busy");
  return place;
}

function picture(pair, side) {
  const time = clock(pair.times[side]);
  const differs = pair.distance === null;
  const said = differs ? "no match" : `distance ${distanceText(pair.distance)}`;
  const inside = pair.urls[side]
    ? build("img", { src: pair.urls[side], alt: `${time}${differs ? ", no match" : ""}`,
      draggable: "false" })
    : build("span", { class: "vrd-lost", text: "still missing" });
  return build("span", { class: differs ? "vrd-still vrd-differs" : "vrd-still",
    title: `${time}: ${said}` }, inside, differs && side === 0
    ? build("b", { "aria-hidden": "true", text: "≠" }) : null);
}
