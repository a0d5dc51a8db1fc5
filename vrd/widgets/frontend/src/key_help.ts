// Show keys: as hints on buttons, and as a list of all.

import { build, button } from "./dom";
import { TASKS, type Task } from "./generated";
import type { Command, Keys } from "./keys";

/** Return the first key of a command for a corner of its button; null where it has none. Screen readers
 * are told by `aria-keyshortcuts`. */
export function keyHint(keys: Keys, command: Command): HTMLElement | null {
  const [first] = keys.signs(command);
  return first ? build("kbd", { "aria-hidden": "true", text: first }) : null;
}

/** Return the list of all tasks that have a key. */
export function keyHelp(keys: Keys, close: () => void): HTMLElement {
  const lines = (Object.entries(TASKS) as [Task, string][])
    .filter(([task]) => keys.signs(task).length)
    .map(([task, help]) => build("div", {},
      build("dt", {}, ...keys.signs(task).map((sign) => build("kbd", { text: sign }))),
      build("dd", { text: help })));
  return build("section",
    { class: "vrd-help", role: "dialog", "aria-label": "Keyboard shortcuts", tabindex: "-1" },
    build("div", { class: "vrd-bar" },
      build("strong", { text: "Keyboard shortcuts, after a click into this review" }),
      button("Close", close)),
    build("dl", {}, ...lines));
}
