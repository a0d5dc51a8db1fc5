import { describe, expect, it } from "vitest";
import { facts, spokenName } from "../src/facts";
import { SEQUENCE_COLUMNS } from "../src/generated";
import { readColumns, Sequences } from "../src/sequences";
import { packed, table } from "./support";

const three = [
  { query_end: 10, distance: 0.3, query_film: 1, reference_film: 0 },
  { query_end: 150, reference_end: 220, distance: 0.1, mirrored: 1, speed: 1.04, score: 4.25,
    confidence: 0.97, matched: 40 },
  { query_start: 5, query_end: 15, reference_start: 2, distance: 0.2 },
];
const sequences = (): Sequences =>
  new Sequences(table(3, { verdicts: [0, -1, 3], notes: [[1, "wide"]] }), packed(three));

describe("the binary table", () => {
  it("holds one column after another, at any place of a buffer", () => {
    const columns = readColumns(packed(three), 3);
    expect(Object.keys(columns)).toEqual([...SEQUENCE_COLUMNS]);
    expect([...columns.distance]).toEqual([0.3, 0.1, 0.2]);
    expect([...columns.query_film]).toEqual([1, 0, 0]);
    expect([...columns.mirrored]).toEqual([0, 1, 0]);
  });

  it("is refused where its size is another", () => {
    expect(() => readColumns(packed(three), 4)).toThrow("4 sequences has 51 numbers, not 68");
  });

  it("may be empty", () => {
    const none = new Sequences(table(0), packed([]));
    expect([none.size, none.judged(), none.chosen("all", "longest")]).toEqual([0, 0, []]);
  });
});

describe("sequences", () => {
  it("know their films, length and parts", () => {
    const second = sequences().get(1);
    expect(second.query.name).toBe("<b>one</b>.mp4");
    expect(second.reference.name).toBe("two.mp4");
    expect([second.item, second.seconds, second.parts]).toEqual([1, 160, 3]);
    expect(sequences().get(0).parts).toBe(1);
  });

  it("hold verdicts and notes", () => {
    const some = sequences();
    expect(some.verdicts).toEqual(["match", "", "same scene"]);
    expect(some.judged()).toBe(2);
    some.setNote(0, "new");
    some.setNote(1, "");
    expect([some.note(0), some.note(1), some.notes.size]).toEqual(["new", "", 1]);
  });

  it("are filtered by verdict and note", () => {
    expect(sequences().chosen("all", "found")).toEqual([0, 1, 2]);
    expect(sequences().chosen("open", "found")).toEqual([1]);
    expect(sequences().chosen("noted", "found")).toEqual([1]);
    expect(sequences().chosen("same scene", "found")).toEqual([2]);
    expect(sequences().chosen("unsure", "found")).toEqual([]);
  });

  it("are sorted, equal ones as they were found", () => {
    expect(sequences().chosen("all", "longest")).toEqual([1, 0, 2]);
    expect(sequences().chosen("all", "nearest")).toEqual([1, 2, 0]);
    expect(sequences().chosen("all", "films")).toEqual([1, 2, 0]);
  });

  it("that show the same footage are shown once, or together", () => {
    const shared = new Sequences(table(4), packed([
      { footage: 1, films: 3 }, { footage: 2 }, { footage: 1, films: 3 }, { footage: 3 }]));
    expect(shared.chosen("once", "found")).toEqual([0, 1, 3]);
    expect(shared.chosen("all", "footage")).toEqual([0, 2, 1, 3]);
    expect(facts(shared.get(2)).map(({ text }) => text)).toContain("in 3 films");
    expect(facts(shared.get(1)).some(({ text }) => text.startsWith("in "))).toBe(false);
  });

  it("say in which part of a picture the other film is shown", () => {
    const inset = new Sequences(table(1), packed([{ reference_region: 2, score: 5 }]));
    expect(facts(inset.get(0)).map(({ text }) => text)).toContain(
      "in the upper right corner of the second film");
  });

  it("say what is known of them, and explain each fact", () => {
    const said = (item: number): string[] => facts(sequences().get(item)).map(({ text }) => text);
    expect(said(0)).toEqual(["10 s", "lag +00:01:00", "distance 0.3000", "every frame matches"]);
    expect(said(1)).toEqual(["160 s", "lag +00:01:00", "distance 0.1000", "10 of 50 frames differ",
      "evidence 4.25 s", "speed × 1.04", "confidence 97\u00a0%", "mirrored"]);
    expect(said(2)[1]).toBe("lag −00:00:03");
    for (const { help } of facts(sequences().get(1))) expect(help.length).toBeGreaterThan(20);
    expect(spokenName(sequences().get(2)))
      .toBe("<b>one</b>.mp4 from 00:00:05, and two.mp4 from 00:00:02, 68 seconds");
  });
});
