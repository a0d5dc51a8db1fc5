import { describe, expect, it } from "vitest";
import { Cursor } from "../src/cursor";

const cursor = (): Cursor => {
  const made = new Cursor(3);
  made.reorder([10, 11, 12, 13, 14, 15, 16]);
  return made;
};

describe("a cursor", () => {
  it("begins at the first item", () => {
    const { item, nextItem, page, pageItems } = cursor();
    expect([item, nextItem, page]).toEqual([10, 11, 0]);
    expect(pageItems).toEqual([10, 11, 12]);
  });

  it("goes to positions, and no further than the ends", () => {
    const some = cursor();
    expect(some.moveTo(2)).toEqual({ moved: true, turned: false });
    expect(some.moveTo(3)).toEqual({ moved: true, turned: true });
    expect(some.moveTo(99)).toEqual({ moved: true, turned: true });
    expect([some.item, some.nextItem, some.pageItems]).toEqual([16, null, [16]]);
    expect(some.moveTo(99)).toEqual({ moved: false, turned: false });
    some.moveTo(-1);
    expect(some.item).toBe(10);
  });

  it("turns pages that there are", () => {
    const some = cursor();
    expect(some.startOfPage(1)).toBe(3);
    expect(some.startOfPage(-1)).toBeNull();
    some.moveTo(6);
    expect(some.startOfPage(1)).toBeNull();
  });

  it("stays at its item in another order, if that is there", () => {
    const some = cursor();
    some.moveTo(4);
    some.reorder([14, 10]);
    expect([some.item, some.position, some.page]).toEqual([14, 0, 0]);
    some.reorder([11, 12]);
    expect(some.item).toBe(11);
  });

  it("of nothing has no item", () => {
    const none = new Cursor(3);
    none.reorder([]);
    expect([none.item, none.nextItem, none.pageItems, none.position]).toEqual([undefined, null, [], 0]);
    none.reorder([5]);
    expect(none.item).toBe(5);
  });
});
