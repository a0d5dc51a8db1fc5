// What the tests of widgets share: a model without Python, and a table of sequences.

import { SEQUENCE_COLUMNS, type Answer, type SequencesTable } from "../src/generated";
import type { Model } from "../src/wire";

// jsdom neither lays out nor plays: what widgets need of that stands still here.
class QuietObserver {
  observe(): void {}
  disconnect(): void {}
  unobserve(): void {}
}
globalThis.ResizeObserver = QuietObserver as unknown as typeof ResizeObserver;
window.matchMedia = () => ({ matches: true }) as MediaQueryList;
URL.createObjectURL = () => "blob:nothing";
URL.revokeObjectURL = () => {};
HTMLMediaElement.prototype.load = () => {};
HTMLMediaElement.prototype.pause = () => {};
HTMLMediaElement.prototype.play = async () => {};
Element.prototype.scrollIntoView = () => {};

/** A model that keeps what is sent, and sends answers as Python does. */
export class FakeModel implements Model {
  readonly sent: any[] = [];
  readonly saved: Record<string, unknown>[] = [];
  readonly widget_manager = { kernel: {} };
  private readonly listeners = new Map<string, Set<(...given: any[]) => void>>();

  constructor(readonly state: Record<string, unknown>) {}

  get(name: string): any { return this.state[name]; }
  set(name: string, value: unknown): void { this.state[name] = value; this.call(`change:${name}`); }
  save_changes(): void { this.saved.push({ ...this.state }); }
  send(content: unknown): void { this.sent.push(content); }

  on(name: string, act: (...given: any[]) => void): void {
    this.listeners.set(name, (this.listeners.get(name) ?? new Set()).add(act));
  }

  off(name: string, act: (...given: any[]) => void): void {
    this.listeners.get(name)?.delete(act);
  }

  answer(content: Answer, buffers: DataView[] = []): void {
    this.call("msg:custom", content, buffers);
  }

  get listening(): number {
    return [...this.listeners.values()].reduce((count, set) => count + set.size, 0);
  }

  /** The last message of a kind. */
  last(kind: string): any {
    return this.sent.filter((content) => content.kind === kind).at(-1);
  }

  private call(name: string, ...given: unknown[]): void {
    for (const act of [...this.listeners.get(name) ?? []]) act(...given);
  }
}

const FIRST: Record<(typeof SEQUENCE_COLUMNS)[number], number> = {
  query_film: 0, reference_film: 1, query_start: 0, query_end: 10, reference_start: 60,
  reference_end: 70, distance: 0.25, matched: 50, rows: 50, score: Number.NaN, speed: 1,
  confidence: Number.NaN, mirrored: 0, footage: 1, films: 2,
  query_region: 0, reference_region: 0,
};

/** The buffer of some sequences, each given by what differs from the usual one. */
export function packed(sequences: Partial<typeof FIRST>[]): DataView {
  const values = SEQUENCE_COLUMNS.flatMap((name) =>
    sequences.map((sequence) => sequence[name] ?? FIRST[name]));
  // As it comes from Jupyter: somewhere in a larger buffer, at no multiple of eight bytes.
  const bytes = new Uint8Array(values.length * 8 + 5);
  bytes.set(new Uint8Array(new Float64Array(values).buffer), 5);
  return new DataView(bytes.buffer, 5, values.length * 8);
}

export function table(size: number, changes: Partial<SequencesTable> = {}): SequencesTable {
  return {
    kind: "table", size, part_seconds: 60, notes: [], why_not: "", reviewer: "Ada",
    verdicts: Array(size).fill(-1), can_judge: true, can_play: true, can_exclude: true,
    films: [{ name: "<b>one</b>.mp4", path: "/films/one.mp4", link: "" },
      { name: "two.mp4", path: "/films/two.mp4", link: "/files/two.mp4" }],
    ...changes,
  };
}
