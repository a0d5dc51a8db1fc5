// The sequences: numbers only, sent once. Ten thousand of them are a megabyte.

const COLUMNS = ["queryFilm", "referenceFilm", "queryStart", "queryEnd", "referenceStart",
  "referenceEnd", "distance", "matched", "rows", "score", "speed", "confidence", "mirrored"];

class Table {
  constructor(content, buffers) {
    const { buffer, byteOffset, byteLength } = buffers[0];
    // Copied: a Float64Array must begin at a multiple of eight bytes.
    this.values = new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
    this.size = content.size;
    this.films = content.films;
    this.partSeconds = content.part_seconds;
    this.verdicts = content.verdicts.map((number) => (number < 0 ? "" : VERDICTS[number].name));
    this.notes = new Map(content.notes);
  }

  get(row) {
    const found = { row };
    COLUMNS.forEach((name, i) => { found[name] = this.values[i * this.size + row]; });
    found.query = this.films[found.queryFilm];
    found.reference = this.films[found.referenceFilm];
    found.seconds = Math.max(found.queryEnd - found.queryStart,
      found.referenceEnd - found.referenceStart);
    found.parts = Math.max(1, Math.ceil(found.seconds / this.partSeconds - 1e-6));
    return found;
  }

  judged() {
    return this.verdicts.reduce((count, verdict) => count + (verdict ? 1 : 0), 0);
  }

  // Rows to show, in order.
  chosen(filter, sorting) {
    const rows = [];
    for (let row = 0; row < this.size; row += 1) {
      const verdict = this.verdicts[row];
      const noted = this.notes.has(row);
      if (filter === "all" || (filter === "open" ? !verdict : filter === "noted" ? noted
        : verdict === filter)) rows.push(row);
    }
    const column = (name) => COLUMNS.indexOf(name) * this.size;
    const value = (name, row) => this.values[column(name) + row];
    const length = (row) => value("queryEnd", row) - value("queryStart", row);
    const orders = {
      longest: (a, b) => length(b) - length(a),
      nearest: (a, b) => value("distance", a) - value("distance", b),
      films: (a, b) => value("queryFilm", a) - value("queryFilm", b)
        || value("queryStart", a) - value("queryStart", b),
    };
    return orders[sorting] ? rows.sort((a, b) => orders[sorting](a, b) || a - b) : rows;
  }
}

// What is known of a sequence, in a few words.
function facts(one) {
  const lag = one.referenceStart - one.queryStart;
  const missing = Math.round(one.rows - one.matched);
  return [
    `${tidy(one.seconds)} s`,
    `lag ${lag < 0 ? "−" : "+"}${clock(Math.abs(lag))}`,
    `distance ${distanceText(one.distance)}`,
    missing ? `${missing} of ${one.rows} frames differ` : "every frame matches",
    ...(Math.abs(one.speed - 1) > 0.005 ? [`speed × ${tidy(one.speed)}`] : []),
    ...(Number.isFinite(one.confidence) ? [`confidence ${confidenceText(one.confidence)}`] : []),
    ...(one.mirrored ? ["mirrored"] : []),
  ];
}

// Facts break between lines, never within.
const fillFacts = (place, one) => place.replaceChildren(...facts(one).flatMap((text, i) =>
  [i ? " · " : "", build("span", { text })]));

const factsLine = (one) => {
  const place = build("p", { class: "vrd-facts" });
  fillFacts(place, one);
  return place;
};

const span = (start, end) => `${clock(start)}–${clock(end)}`;

// A short name for screen readers.
const spoken = (one) =>
  `${one.query.name} from ${clock(one.queryStart)}, and ${one.reference.name} from `
  + `${clock(one.referenceStart)}, ${tidy(one.seconds, 1)} seconds`;
