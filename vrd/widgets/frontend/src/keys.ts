// Which key does what.

import type { Task } from "./generated";

/** What a button may do: one thing has no key, as the keys of the other views go back to it. */
export type Command = Task | "side by side";
type Bindings = Partial<Record<Task, string[]>>;
/** What is looked at of a key press. */
export type Press = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey"> & {
  target: EventTarget | null;
};

const KEY_SIGNS: Record<string, string> = {
  " ": "Space", ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→",
  Escape: "Esc", PageDown: "PgDn", PageUp: "PgUp", Enter: "Enter",
};
const SHIFTED = /^Shift\+.$/u;

// Letters are meant whether or not the caps lock is down.
function folded(key: string): string {
  if (SHIFTED.test(key)) return `Shift+${key.slice(6).toLowerCase()}`;
  return key.length === 1 ? key.toLowerCase() : key;
}

// Ctrl+Z, and what programs take for its opposite.
function undoOrRedo({ key, shiftKey, ctrlKey }: Press): Task | null {
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && ctrlKey && !shiftKey ? "redo" : null;
}

/** Return whether an element takes letters as text. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["range", "checkbox"].includes(target.type);
}

/** The keys of a review. */
export class Keys {
  private readonly tasks = new Map<string, Task>();

  constructor(private readonly bindings: Bindings) {
    for (const [task, keys] of Object.entries(bindings)) {
      for (const key of keys) this.tasks.set(folded(key), task as Task);
    }
  }

  /** Return what a key press asks for; null where the element that has the focus needs it. */
  task(press: Press): Task | null {
    const { target, key } = press;
    if (press.altKey || isTyping(target)) return null;
    if (press.ctrlKey || press.metaKey) return undoOrRedo(press);
    const presses = (key === " " || key === "Enter") && target instanceof Element
      && target.closest("button, a, summary");
    if (presses) return null;
    const shifted = press.shiftKey ? this.tasks.get(folded(`Shift+${key}`)) : undefined;
    return shifted ?? this.tasks.get(folded(key)) ?? null;
  }

  /** Return the keys of a command as they are written on a keyboard. */
  signs(command: Command): string[] {
    return this.of(command).map((key) => KEY_SIGNS[key]
      ?? (SHIFTED.test(key) ? `⇧${key.slice(6).toUpperCase()}` : key.toUpperCase()));
  }

  /** Return the keys of a command for `aria-keyshortcuts`. */
  shortcut(command: Command): string {
    return this.of(command).map((key) => (key === " " ? "Space" : key)).join(" ");
  }

  private of(command: Command): string[] {
    return command === "side by side" ? [] : this.bindings[command] ?? [];
  }
}
