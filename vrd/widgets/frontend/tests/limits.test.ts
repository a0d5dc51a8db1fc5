import { describe, expect, it } from "vitest";
import {
  FLOOR, FRAME, LimitScale, labelSide, nearest, powersOfTen, ticks,
} from "../src/limit_scale";
import { Limits } from "../src/limit_sliders";
import { FakeModel } from "./support";

describe("the scale of a histogram", () => {
  const scale = new LimitScale(1000, 2, 999);

  it("has round ticks", () => {
    expect(ticks(0, 1, 10)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(ticks(0, 7.3, 5)).toEqual([0, 2, 4, 6]);
    expect(ticks(0, 0, 5)).toEqual([0]);
    expect(powersOfTen(1200)).toEqual([1, 10, 100, 1000]);
  });

  it("goes from values to places and back", () => {
    expect(scale.x(0)).toBe(FRAME.left);
    expect(scale.x(2)).toBe(1000 - FRAME.right);
    for (const value of [0, 0.3, 2]) expect(scale.valueAt(scale.x(value))).toBeCloseTo(value);
    expect(scale.y(0)).toBe(FLOOR);
    expect(scale.y(999)).toBeCloseTo(FRAME.top);
    expect(scale.yOfShare(1)).toBe(FRAME.top);
  });

  it("moves limits in steps, and not beyond the ends", () => {
    expect(scale.snapped(0.12345)).toBe(0.124);
    expect(scale.snapped(-1)).toBe(0);
    expect(scale.snapped(5)).toBe(2);
    expect(scale.moved(1, "ArrowRight", false)).toBeCloseTo(1.004);
    expect(scale.moved(1, "ArrowLeft", true)).toBeCloseTo(0.96);
    expect(scale.moved(1, "PageUp", false)).toBeCloseTo(1.2);
    expect(scale.moved(1, "Home", false)).toBe(0);
    expect(scale.moved(1, "End", false)).toBe(2);
    expect(scale.moved(1, "a", false)).toBeNull();
    expect(nearest([0.2, 1.5], 1)).toBe(1);
  });

  it("writes labels where nothing is in their way", () => {
    expect(labelSide(300, [300, 900], 150, 1000)).toBe("right");
    expect(labelSide(300, [300, 350], 150, 1000)).toBe("left");
    expect(labelSide(100, [100, 150], 150, 1000)).toBe("right"); // no room at the left
    expect(labelSide(950, [950], 150, 1000)).toBe("left");
  });
});

describe("the histogram", () => {
  const state = {
    title: "Distances", x_label: "distance", y_label: "pairs", unit: " s", edges: [0, 1, 2],
    counts: [5, 100], chance: [], labels: ["distance at most", "compare with"], values: [0.5, 1.5],
  };
  const shown = (): [FakeModel, HTMLElement, Limits] => {
    const [model, root] = [new FakeModel({ ...state }), document.createElement("div")];
    document.body.append(root);
    return [model, root, new Limits(model, root)];
  };
  const labels = (root: HTMLElement): (string | null)[] =>
    [...root.querySelectorAll("[role=slider]")].map((handle) => handle.textContent);

  it("names its limits with their values and unit", () => {
    const [, root] = shown();
    expect(labels(root)).toEqual(["distance at most 0.5 s", "compare with 1.5 s"]);
    expect(root.querySelectorAll(".vrd-bin").length).toBe(2);
    expect(root.querySelector("polyline")).toBeNull();
  });

  it("moves a limit with keys, and tells Python", () => {
    const [model, root] = shown();
    const handle = root.querySelector("[role=slider]") as SVGElement;
    handle.dispatchEvent(new KeyboardEvent("keydown", { key: "End" }));
    expect(model.state.values).toEqual([2, 1.5]);
    expect(model.saved.length).toBe(1);
    expect(handle.getAttribute("aria-valuenow")).toBe("2");
    handle.dispatchEvent(new KeyboardEvent("keydown", { key: "End" })); // it is there already
    expect(model.saved.length).toBe(1);
  });

  it("draws the line of chance when Python sends it", () => {
    const [model, root] = shown();
    model.set("chance", [0, 0.5]);
    expect(root.querySelector("polyline")?.getAttribute("points")?.split(" ").length).toBe(2);
    expect(root.textContent).toContain("share expected by chance");
  });

  it("shows what went wrong, and lets go at its end", () => {
    const [model, root, limits] = shown();
    model.answer({ kind: "failed", request_kind: "change", message: "That makes no sense." });
    expect(root.querySelector(".vrd-alert")?.textContent).toBe("That makes no sense.");
    limits.end();
    expect(model.listening).toBe(0);
  });
});
