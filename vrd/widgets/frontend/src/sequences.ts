// The sequences of a review: numbers only, sent once. Ten thousand of them are a megabyte.

import {
  SEQUENCE_COLUMNS, VERDICTS, type Film, type SequenceColumn, type SequencesTable, type Verdict,
} from "./generated";

/** All numbers of a sequence, and what follows from them. */
export type Sequence = Record<SequenceColumn, number> & {
  item: number;
  query: Film;
  reference: Film;
  /** Length of the longer side. */
  seconds: number;
  /** In how many parts it is played. */
  parts: number;
};
export type Filter = "all" | "open" | "noted" | "once" | Verdict;
export type Order = "found" | "longest" | "nearest" | "films" | "footage";

/** The columns of the binary table, each as long as there are sequences. */
export function readColumns(buffer: DataView, size: number): Record<SequenceColumn, Float64Array> {
  // Copied, since a Float64Array must begin at a multiple of eight bytes.
  const { byteOffset, byteLength } = buffer;
  const values = new Float64Array(buffer.buffer.slice(byteOffset, byteOffset + byteLength));
  if (values.length !== SEQUENCE_COLUMNS.length * size) {
    throw new Error(`The table of ${size} sequences has ${values.length} numbers, not `
      + `${SEQUENCE_COLUMNS.length * size}. Load the page again.`);
  }
  return Object.fromEntries(SEQUENCE_COLUMNS.map((name, i) =>
    [name, values.subarray(i * size, (i + 1) * size)])) as Record<SequenceColumn, Float64Array>;
}

/** The sequences, and what was judged of them. */
export class Sequences {
  readonly size: number;
  readonly verdicts: (Verdict | "")[];
  readonly notes: Map<number, string>;
  private readonly films: Film[];
  private readonly partSeconds: number;
  private readonly columns: Record<SequenceColumn, Float64Array>;
  /** The first item of each footage. */
  private readonly firstOfFootage = new Map<number, number>();

  constructor(table: SequencesTable, buffer: DataView) {
    this.columns = readColumns(buffer, table.size);
    this.size = table.size;
    this.films = table.films;
    this.partSeconds = table.part_seconds;
    this.verdicts = table.verdicts.map((position) => VERDICTS[position]?.name ?? "");
    this.notes = new Map(table.notes);
    this.columns.footage.forEach((footage, item) => {
      if (!this.firstOfFootage.has(footage)) this.firstOfFootage.set(footage, item);
    });
  }

  get(item: number): Sequence {
    const numbers = Object.fromEntries(SEQUENCE_COLUMNS.map((name) =>
      [name, this.columns[name][item]])) as Record<SequenceColumn, number>;
    const seconds = Math.max(numbers.query_end - numbers.query_start,
      numbers.reference_end - numbers.reference_start);
    return {
      ...numbers,
      item,
      seconds,
      query: this.films[numbers.query_film],
      reference: this.films[numbers.reference_film],
      parts: Math.max(1, Math.ceil(seconds / this.partSeconds - 1e-6)),
    };
  }

  note(item: number): string {
    return this.notes.get(item) ?? "";
  }

  setNote(item: number, note: string): void {
    if (note) this.notes.set(item, note);
    else this.notes.delete(item);
  }

  judged(): number {
    return this.verdicts.filter(Boolean).length;
  }

  /** Return the items that pass a filter, in order. */
  chosen(filter: Filter, order: Order): number[] {
    const items = this.verdicts.map((_, item) => item).filter((item) => this.passes(item, filter));
    const { query_start: start, query_end: end, query_film: film, distance, footage } = this.columns;
    const orders: Partial<Record<Order, (a: number, b: number) => number>> = {
      longest: (a, b) => (end[b] - start[b]) - (end[a] - start[a]),
      nearest: (a, b) => distance[a] - distance[b],
      films: (a, b) => film[a] - film[b] || start[a] - start[b],
      footage: (a, b) => footage[a] - footage[b],
    };
    const compare = orders[order];
    return compare ? items.sort((a, b) => compare(a, b) || a - b) : items;
  }

  private passes(item: number, filter: Filter): boolean {
    if (filter === "all") return true;
    if (filter === "noted") return this.notes.has(item);
    if (filter === "once") return this.firstOfFootage.get(this.columns.footage[item]) === item;
    return this.verdicts[item] === (filter === "open" ? "" : filter);
  }
}
