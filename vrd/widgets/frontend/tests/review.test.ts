import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import widgets from "../src/index";
import { BUSY } from "../src/judging";
import type { Judged, SequencesTable } from "../src/generated";
import { FakeModel, packed, table } from "./support";

const BINDINGS = { match: ["1"], "not a match": ["2"], undo: ["z"], next: ["j"], previous: ["k"],
  note: ["c"], open: ["Enter"], close: ["Escape"], exclude: ["x"], help: ["?"],
  "next page": ["PageDown"] };
let model: FakeModel;
let root: HTMLElement;
let end: () => void;

const show = (size = 3, changes: Partial<SequencesTable> = {}): void => {
  model.answer(table(size, changes), [packed(Array(size).fill({}))]);
};
const press = (key: string): void => {
  root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
};
const text = (where: string): string => root.querySelector(where)?.textContent ?? "";
const button = (name: string): HTMLButtonElement => {
  const found = [...root.querySelectorAll("button")]
    .find((node) => node.textContent?.includes(name) && !node.closest("[hidden]"));
  if (!found) throw new Error(`There is no button ${name}.`);
  return found;
};
const pressed = (): (string | undefined)[] =>
  [...root.querySelectorAll<HTMLElement>(".vrd-line .vrd-verdict[aria-pressed=true]")]
    .map((node) => node.dataset.verdict);

beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
  model = new FakeModel({ widget: "review", bindings: BINDINGS, page_size: 2, saved: "" });
  end = widgets.render({ model, el: document.body });
  root = document.querySelector(".vrd-review") as HTMLElement;
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

describe("the list", () => {
  it("shows pages of sequences, and asks for their stills once", () => {
    show();
    expect(text(".vrd-count")).toBe("3 sequences · 0 judged by Ada");
    expect(root.querySelectorAll(".vrd-line").length).toBe(2);
    expect(text(".vrd-page")).toBe("1–2 of 3");
    expect(model.last("stills").items).toEqual([0, 1]);
    press("PageDown");
    expect(text(".vrd-page")).toBe("3–3 of 3");
    expect(root.querySelector("b")).toBeNull(); // the name of a film is no HTML
  });

  it("says why it is empty", () => {
    show(0);
    expect(text(".vrd-none")).toMatch(/^No sequences were found\./);
    show(1);
    const [filter] = root.querySelectorAll("select");
    filter.value = "noted";
    filter.dispatchEvent(new Event("change"));
    expect(text(".vrd-none")).toBe("No sequence fits your choice under “Show”.");
  });

  it("says that Python is busy when it does not answer, and nothing once it does", () => {
    vi.advanceTimersByTime(5000);
    expect(text(".vrd-alert")).toMatch(/^Python does not answer yet/);
    show();
    expect(text(".vrd-alert")).toBe("");
  });
});

describe("judging", () => {
  it("shows a verdict at once, sends it, and goes on", () => {
    show();
    press("1");
    expect(pressed()).toEqual(["match"]);
    expect(model.last("judge")).toMatchObject({ item: 0, verdict: "match" });
    expect(root.querySelector("[aria-current]")?.getAttribute("aria-label")).toMatch(/Sequence 2/);
    expect(text(".vrd-hidden")).toBe("Judged: match.");
    vi.advanceTimersByTime(5000);
    expect(text(".vrd-alert")).toBe(BUSY);
    model.answer({ kind: "judged", judgements: [[0, "match", ""]], item: 0 });
    expect(text(".vrd-alert")).toBe("");
    expect(text(".vrd-count")).toContain("1 judged");
  });

  it("sets back what could not be saved, and shows the note that was lost", () => {
    show();
    press("c");
    const note = root.querySelector("textarea") as HTMLTextAreaElement;
    note.value = "the same flag";
    note.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true }));
    note.dispatchEvent(new FocusEvent("blur"));
    expect(model.last("note")).toMatchObject({ item: 0, note: "the same flag" });
    model.answer({ kind: "failed", request_kind: "note", message: "The disk is full." });
    expect(text(".vrd-alert")).toBe("The disk is full. Not saved: “the same flag”");
    press("Escape");
    expect(root.querySelector<HTMLElement>(".vrd-note")?.hidden).toBe(true);
  });

  it("goes to what was undone, if this place asked for it", () => {
    show();
    press("j");
    const answer: Judged = { kind: "judged", judgements: [], item: 0, text: "Undone: match." };
    model.answer({ ...answer, asked_by: "elsewhere" });
    expect(text(".vrd-hidden")).toBe("");
    model.answer({ ...answer, asked_by: model.sent[0].view });
    expect(text(".vrd-hidden")).toBe("Undone: match.");
    expect(root.querySelector("[aria-current]")?.getAttribute("aria-label")).toMatch(/Sequence 1/);
  });

  it("says why nothing can be judged", () => {
    show(1, { can_judge: false, why_not: "Opened for reading.", verdicts: [1] });
    press("1");
    expect(text(".vrd-hidden")).toBe("Opened for reading.");
    expect(model.last("judge")).toBeUndefined();
    const seen = [...root.querySelectorAll<HTMLElement>(".vrd-line .vrd-verdict")]
      .filter((node) => !node.hidden).map((node) => node.dataset.verdict);
    expect(seen).toEqual(["not a match"]);
  });
});

describe("a closer look", () => {
  it("asks for clips of the sequence, and names the next", () => {
    show();
    press("Enter");
    expect(text(".vrd-look h3")).toBe("Sequence 1 of 3");
    expect(model.last("clips")).toMatchObject({ item: 0, part: 0, next: 1 });
    expect(text(".vrd-waiting")).toBe("Preparing both clips …");
    model.answer({ kind: "no clips", request: "another", message: "no" });
    expect(text(".vrd-waiting")).toBe("Preparing both clips …");
    model.answer({ kind: "no clips", request: model.last("clips").request,
      message: "The film is gone." });
    expect(text(".vrd-waiting")).toBe("The film is gone.");
    press("j");
    expect(text(".vrd-look h3")).toBe("Sequence 2 of 3");
    press("Escape");
    expect(model.last("clips").request).toBeNull();
    expect(root.querySelector<HTMLElement>(".vrd-look")?.hidden).toBe(true);
  });

  it("says where the originals are, and opens those that are served", () => {
    show();
    press("Enter");
    expect(text(".vrd-captions")).toContain("at 00:01:00");
    const names = [...root.querySelectorAll(".vrd-caption button")]
      .map((node) => node.getAttribute("aria-label"));
    expect(names).toEqual(["Copy the path and time of <b>one</b>.mp4",
      "Copy the path and time of two.mp4", "Open two.mp4 at 00:01:00"]);
  });

  it("plays long sequences in parts", () => {
    model.answer(table(1), [packed([{ query_end: 100, reference_end: 160 }])]);
    press("Enter");
    expect(text(".vrd-parts")).toContain("part 1 of 2");
    root.querySelector<HTMLElement>("[aria-label='Next part']")?.click();
    expect(model.last("clips").part).toBe(1);
    expect(text(".vrd-parts")).toContain("part 2 of 2");
  });

  it("says so where films cannot be played", () => {
    show(1, { can_play: false });
    press("Enter");
    expect(text(".vrd-waiting")).toMatch(/^Films cannot be played here/);
    expect(model.last("clips")).toBeUndefined();
  });

  it("excludes only what was proposed, and can undo it", () => {
    show(1);
    press("x");
    button("This stretch of film B").click();
    const { request } = model.last("propose");
    expect(model.last("propose")).toMatchObject({ item: 0, side: 1, moment: null });
    model.answer({ kind: "proposed", request: "another", text: "no" });
    expect(text(".vrd-exclude [role=status]")).toBe("Checking what this would exclude …");
    model.answer({ kind: "proposed", request, text: "1 of 1 sequences" });
    button("Exclude from now on").click();
    expect(model.last("exclude")).toMatchObject({ request });
    model.answer({ kind: "excluded", request, text: "Excluded.", can_undo: true });
    button("Undo this exclusion").click();
    expect(model.last("include")).toMatchObject({ request });
    button("Frames like this one of film B").click();
    expect(model.last("propose").moment).toBe(60);
  });
});

describe("around it", () => {
  it("shows the keys and hides them", () => {
    show();
    press("?");
    expect(text(".vrd-help strong")).toMatch(/Keyboard shortcuts/);
    press("Escape");
    expect(root.querySelector(".vrd-help")).toBeNull();
  });

  it("keeps keys from whatever is around", () => {
    show();
    let heard = 0;
    document.body.addEventListener("keydown", () => { heard += 1; });
    press("d");
    expect(heard).toBe(0);
  });

  it("lets go at its end", () => {
    show();
    end();
    expect(model.listening).toBe(0);
    end = () => {};
  });

  it("shows what was saved where no kernel will ever be", () => {
    const exported = new FakeModel({ widget: "review", saved: "<p>43 sequences</p>" });
    Object.assign(exported, { widget_manager: {} });
    const place = document.createElement("div");
    widgets.render({ model: exported, el: place });
    expect(place.textContent).toBe("43 sequences");
  });
});
