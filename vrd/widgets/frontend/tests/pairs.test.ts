import { describe, expect, it, vi } from "vitest";
import { Pairs } from "../src/still_pairs";
import { FakeModel } from "./support";

const groups = [
  { title: "Just inside the limit", if_none: "None.", pairs: [
    { films: ["<i>a</i>.mp4", "b.mp4"] as [string, string], times: [1, 62] as [number, number],
      text: "distance 0.25" }] },
  { title: "Just outside the limit", if_none: "Nothing here.", pairs: [] },
];
const picture = new DataView(new ArrayBuffer(4));
const missing = new DataView(new ArrayBuffer(0));

describe("pairs of stills", () => {
  it("are asked for, and shown under their headings", () => {
    const [model, root] = [new FakeModel({}), document.createElement("div")];
    const pairs = new Pairs(model, root);
    expect(model.sent.map(({ kind }) => kind)).toEqual(["ready"]);
    model.answer({ kind: "pairs", groups }, [picture, missing]);
    expect([...root.querySelectorAll("h4")].map((node) => node.textContent))
      .toEqual(["Just inside the limit", "Just outside the limit"]);
    expect(root.querySelector("img")?.alt).toBe("<i>a</i>.mp4 at 00:00:01");
    expect(root.querySelector(".vrd-missing")?.textContent).toBe("still missing");
    expect(root.querySelector(".vrd-none")?.textContent).toBe("Nothing here.");
    expect(root.querySelector("i")).toBeNull();
    pairs.end();
    expect(model.listening).toBe(0);
  });

  it("are asked for again when a limit rests", () => {
    vi.useFakeTimers();
    const model = new FakeModel({});
    new Pairs(model, document.createElement("div"));
    for (let i = 0; i < 5; i += 1) model.answer({ kind: "stale" });
    expect(model.sent.length).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(model.sent.length).toBe(2);
    vi.useRealTimers();
  });

  it("of another place in the page are left alone", () => {
    const [model, root] = [new FakeModel({}), document.createElement("div")];
    new Pairs(model, root);
    model.answer({ kind: "failed", view: "elsewhere", request_kind: "ready", message: "no" });
    expect(root.querySelector<HTMLElement>(".vrd-alert")?.hidden).toBe(true);
  });
});
