// What anywidget loads: the widgets by the names that Python gives them.

import { build } from "./dom";
import type { WidgetName } from "./generated";
import { keepKeysOfOutput } from "./keep_keys";
import { Limits } from "./limit_sliders";
import { Review } from "./review";
import { showSaved } from "./saved";
import { Pairs } from "./still_pairs";
import { hasKernel, type Model } from "./wire";

type WidgetClass = new (model: Model, root: HTMLElement) => { end(): void };

const WIDGETS: Record<WidgetName, WidgetClass> = { review: Review, limits: Limits, pairs: Pairs };

/** Show a widget in an element, and return what removes it. */
function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const root = build("div", { class: "vrd-widget" });
  el.append(root);
  if (!hasKernel(model) && model.get("saved")) {
    showSaved(model, root);
    return () => {};
  }
  const widget = new WIDGETS[model.get("widget") as WidgetName](model, root);
  const stopKeeping = keepKeysOfOutput(root);
  return () => { stopKeeping(); widget.end(); };
}

export default { render };
