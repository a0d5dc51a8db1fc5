import { describe, expect, it } from "vitest";
import { TASKS } from "../src/generated";
import { Keys, isTyping, type Press } from "../src/keys";
import { keyHelp, keyHint } from "../src/key_help";

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, target: document.body,
  ...more,
});
const element = (html: string): Element => {
  const place = document.createElement("div");
  place.innerHTML = html;
  return place.firstElementChild as Element;
};
const keys = new Keys({ match: ["1", "y"], undo: ["z"], redo: ["r", "Shift+Z"], play: [" "],
  open: ["Enter"], next: ["j", "ArrowDown"] });

describe("keys", () => {
  it("finds the task of a key, whether or not the caps lock is down", () => {
    expect(keys.task(press("y"))).toBe("match");
    expect(keys.task(press("Y"))).toBe("match");
    expect(keys.task(press("ArrowDown"))).toBe("next");
    expect(keys.task(press("q"))).toBeNull();
  });

  it("looks for a key with Shift first", () => {
    expect(keys.task(press("z"))).toBe("undo");
    expect(keys.task(press("Z", { shiftKey: true }))).toBe("redo");
    expect(keys.task(press("Y", { shiftKey: true }))).toBe("match");
  });

  it("knows what programs take for undo and redo", () => {
    expect(keys.task(press("z", { ctrlKey: true }))).toBe("undo");
    expect(keys.task(press("z", { metaKey: true }))).toBe("undo");
    expect(keys.task(press("Z", { ctrlKey: true, shiftKey: true }))).toBe("redo");
    expect(keys.task(press("y", { ctrlKey: true }))).toBe("redo");
    expect(keys.task(press("y", { metaKey: true }))).toBeNull();
    expect(keys.task(press("1", { ctrlKey: true }))).toBeNull();
  });

  it("leaves keys to whatever needs them itself", () => {
    expect(keys.task(press("1", { altKey: true }))).toBeNull();
    for (const html of ["<textarea></textarea>", "<select></select>", "<input>"]) {
      expect(keys.task(press("1", { target: element(html) }))).toBeNull();
      expect(keys.task(press("z", { ctrlKey: true, target: element(html) }))).toBeNull();
    }
    const label = element("<button><span>Play</span></button>").firstElementChild;
    expect(keys.task(press(" ", { target: label }))).toBeNull();
    expect(keys.task(press("1", { target: label }))).toBe("match");
    expect(keys.task(press(" "))).toBe("play");
    expect(isTyping(element("<input type=range>"))).toBe(false);
  });

  it("writes keys as they stand on a keyboard", () => {
    expect(keys.signs("redo")).toEqual(["R", "⇧Z"]);
    expect(keys.signs("next")).toEqual(["J", "↓"]);
    expect(keys.signs("sound")).toEqual([]);
    expect(keys.shortcut("play")).toBe("Space");
    expect(keys.shortcut("side by side")).toBe("");
    expect(keyHint(keys, "match")?.textContent).toBe("1");
    expect(keyHint(keys, "mirror")).toBeNull();
  });

  it("lists in its help what has a key", () => {
    let closed = 0;
    const help = keyHelp(keys, () => { closed += 1; });
    const lines = [...help.querySelectorAll("dd")].map((line) => line.textContent);
    expect(lines).toEqual((["next", "match", "undo", "redo", "open", "play"] as const)
      .map((task) => TASKS[task]));
    help.querySelector("button")?.click();
    expect(closed).toBe(1);
  });
});
