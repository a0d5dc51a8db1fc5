// What Python made for pages without a kernel.

import { build } from "./dom";
import type { Model } from "./wire";

/** Show it. It is HTML that Python has escaped, the same as in the output of the cell. */
export function showSaved(model: Model, root: HTMLElement): HTMLElement {
  const saved = build("div");
  saved.innerHTML = model.get("saved");
  root.append(saved);
  return saved;
}
