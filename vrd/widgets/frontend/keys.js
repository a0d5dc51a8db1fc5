// Keys: which does what, and the help that lists them.

const TASKS = {
  "next": "Next sequence",
  "previous": "Previous sequence",
  "match": "Judge: match",
  "not a match": "Judge: not a match",
  "unsure": "Judge: unsure",
  "same scene": "Judge: same scene, another take",
  "note": "Write a note (Ctrl+Enter keeps it, Escape drops it)",
  "undo": "Undo the last judgement",
  "redo": "Bring back what was undone last",
  "exclude": "Never show this again: what would go is shown first",
  "open": "Look closer",
  "close": "Back to the list",
  "play": "Play or pause both films",
  "step forward": "One frame forward",
  "step back": "One frame back",
  "loop": "Repeat the sequence, or play past it",
  "slower": "Slower",
  "faster": "Faster",
  "blink": "Blink: one film over the other, in turn",
  "difference": "Difference: what is equal turns black",
  "mirror": "Mirror the second film",
  "sound": "Sound of the first film, of the second, none",
  "next page": "Next page",
  "previous page": "Previous page",
  "help": "Show or hide this help",
};

const KEY_NAMES = { " ": "Space", ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→",
  Escape: "Esc", PageDown: "PgDn", PageUp: "PgUp", Enter: "Enter" };

const SHIFTED = /^Shift\+.$/u;

// Letters are meant whether or not the caps lock is down.
const folded = (key) => (SHIFTED.test(key) ? `Shift+${key.slice(6).toLowerCase()}`
  : key.length === 1 ? key.toLowerCase() : key);

// Ctrl+Z, and what programs take for its opposite.
function taking({ key, shiftKey, ctrlKey }) {
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && ctrlKey && !shiftKey ? "redo" : null;
}

class Keys {
  // `bindings`: name of a task -> list of keys, as KeyboardEvent.key names them.
  constructor(bindings) {
    this.bindings = bindings;
    this.tasks = new Map();
    for (const [task, keys] of Object.entries(bindings)) {
      for (const key of keys) this.tasks.set(folded(key), task);
    }
  }

  // What a key press asks for; null where the element that has the focus needs it itself.
  task(event) {
    const { target, key } = event;
    if (event.altKey) return null;
    if (event.ctrlKey || event.metaKey) return typing(target) ? null : taking(event);
    if (typing(target)) return null;
    if ((key === " " || key === "Enter") && target.closest("button, a, summary")) return null;
    const shifted = event.shiftKey ? this.tasks.get(folded(`Shift+${key}`)) : undefined;
    return shifted ?? this.tasks.get(folded(key)) ?? null;
  }

  shown(task) {
    return (this.bindings[task] ?? []).map((key) => KEY_NAMES[key]
      ?? (SHIFTED.test(key) ? `⇧${key.slice(6).toUpperCase()}` : key.toUpperCase()));
  }

  // The key in a corner of its button; its name for screen readers is in aria-keyshortcuts.
  hint(task) {
    const [first] = this.shown(task);
    return first ? build("kbd", { "aria-hidden": "true", text: first }) : null;
  }

  shortcut(task) {
    return (this.bindings[task] ?? []).map((key) => (key === " " ? "Space" : key)).join(" ");
  }

  help(close) {
    const lines = Object.entries(TASKS).filter(([task]) => this.shown(task).length);
    const rows = lines.map(([task, words]) =>
      build("div", {},
        build("dt", {}, ...this.shown(task).map((key) => build("kbd", { text: key }))),
        build("dd", { text: words })));
    return build("section", { class: "vrd-help", role: "dialog", "aria-label": "Keys",
      tabindex: "-1" },
      build("div", { class: "vrd-bar" },
        build("strong", { text: "Keys, while this review has the focus" }),
        button("Close", close)),
      build("dl", {}, ...rows));
  }
}

function typing(target) {
  if (target.tagName === "TEXTAREA" || target.tagName === "SELECT") return true;
  return target.tagName === "INPUT" && target.type !== "range" && target.type !== "checkbox";
}

// Keys of a part stay in it: JupyterLab's own shortcuts would add and delete cells.
function keepKeys(root) {
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  const ends = [];
  for (const kind of ["keydown", "keypress", "keyup"]) {
    const stop = (event) => event.stopPropagation();
    root.addEventListener(kind, stop);
    ends.push(() => root.removeEventListener(kind, stop));
  }
  return () => ends.forEach((end) => end());
}
