import { afterEach, describe, expect, it, vi } from "vitest";
import { Stills } from "../src/stills";
import { Wire } from "../src/wire";
import { FakeModel } from "./support";

const picture = new DataView(new ArrayBuffer(4));

afterEach(() => { vi.restoreAllMocks(); });

describe("thumbnails", () => {
  const shown = (stills: Stills, items: number[]): HTMLElement[] => {
    const places = items.map(() => document.createElement("div"));
    items.forEach((item, i) => stills.into(places[i], item));
    stills.ask();
    return places;
  };
  const receive = (stills: Stills, items: number[]): void => {
    for (const item of items) {
      stills.receive({ kind: "stills", item, pairs: [[0, 1, 0.5]] }, [picture, picture]);
    }
  };
  const numbers = (first: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => first + i);

  it("of a page of any size stay as long as it is shown", () => {
    const model = new FakeModel({});
    const revoked = vi.spyOn(URL, "revokeObjectURL");
    const stills = new Stills(new Wire(model), 100);
    const places = shown(stills, numbers(0, 100));
    receive(stills, numbers(0, 100));
    expect(revoked).not.toHaveBeenCalled();
    expect(places.every((place) => place.querySelectorAll("img").length === 2)).toBe(true);
    shown(stills, numbers(0, 100));
    expect(model.sent.length).toBe(1);
    shown(stills, numbers(100, 100));
    receive(stills, [100]);
    expect(revoked).toHaveBeenCalledTimes(200);
  });

  it("that were shown last are forgotten last", () => {
    const model = new FakeModel({});
    const stills = new Stills(new Wire(model), 30);
    for (const first of [0, 30]) {
      shown(stills, numbers(first, 30));
      receive(stills, numbers(first, 30));
    }
    shown(stills, numbers(0, 30));
    shown(stills, numbers(60, 30));
    receive(stills, numbers(60, 30));
    expect(model.sent.length).toBe(3);
    shown(stills, numbers(0, 30));
    expect(model.sent.length).toBe(3);
    shown(stills, numbers(30, 30));
    expect(model.sent.length).toBe(4);
  });
});
