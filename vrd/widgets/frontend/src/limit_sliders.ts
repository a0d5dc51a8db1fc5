// A histogram with limits that are dragged, or moved with the arrow keys.

import { alertLine } from "./dom";
import { keepKeys } from "./keep_keys";
import { FLOOR, FRAME, LimitScale, labelSide, nearest, powersOfTen, ticks } from "./limit_scale";
import { draw } from "./svg";
import { grouped, percent, tidy } from "./text";
import { Wire, type Model } from "./wire";

/** About how wide a character of a label is, in pixels. */
const CHAR_PX = 8;
/** Narrowest picture, in pixels. */
const MIN_WIDTH_PX = 240;

export class Limits {
  private readonly plot: SVGSVGElement;
  private readonly showError: (text: string) => void;
  private readonly stop: (() => void)[];
  private handles: SVGGElement[] = [];
  private scale = new LimitScale(1000, 1, 1);
  private width = 1000;

  constructor(private readonly model: Model, root: HTMLElement) {
    root.classList.add("vrd-limits");
    this.plot = draw("svg", { role: "group", "aria-label": model.get("title") });
    root.append(this.plot);
    this.showError = alertLine(root);
    this.stop = [keepKeys(root),
      new Wire(model).listen({ failed: ({ message }) => this.showError(message) })];
    for (const name of ["edges", "counts", "chance", "labels"]) {
      this.on(`change:${name}`, () => this.show());
    }
    this.on("change:values", () => this.place());
    this.plot.addEventListener("pointerdown", (event) => this.grab(event));
    this.fit(1000);
    this.watchWidth(root);
  }

  // The picture is as wide as its place, so that its text is as large as all other text.
  private watchWidth(root: HTMLElement): void {
    const resized = new ResizeObserver(() => {
      const width = Math.round(this.plot.getBoundingClientRect().width);
      if (width && width !== this.width) this.fit(Math.max(MIN_WIDTH_PX, width));
    });
    resized.observe(root);
    this.stop.push(() => resized.disconnect());
  }

  private fit(width: number): void {
    this.width = width;
    this.plot.setAttribute("viewBox", `0 0 ${width} ${FRAME.height}`);
    const focused = this.handles.findIndex((handle) => handle.contains(document.activeElement));
    this.show();
    this.handles[focused]?.focus();
  }

  private on(name: string, act: () => void): void {
    this.model.on(name, act);
    this.stop.push(() => this.model.off(name, act));
  }

  private get values(): number[] {
    return this.model.get("values");
  }

  // -- drawing --------------------------------------------------------------------------------

  private show(): void {
    const edges: number[] = this.model.get("edges");
    const counts: number[] = this.model.get("counts");
    const scale = new LimitScale(this.width, edges[edges.length - 1] || 1, Math.max(1, ...counts));
    this.scale = scale;
    const bars = counts.map((count, i) => draw("rect", { class: "vrd-bin", x: scale.x(edges[i]),
      y: scale.y(count), width: Math.max(0.5, scale.x(edges[i + 1]) - scale.x(edges[i]) - 0.8),
      height: Math.max(0, FLOOR - scale.y(count)) }));
    const labels: string[] = this.model.get("labels");
    this.handles = labels.map((label, i) => this.handle(label, i));
    this.plot.replaceChildren(...bars, ...this.axes(counts), this.chanceLine(edges),
      ...this.handles);
    this.place();
  }

  private axes(counts: number[]): SVGElement[] {
    const { scale, width } = this;
    const most = Math.max(2, Math.min(10, Math.floor(width / 80)));
    const across = ticks(0, scale.high, most).map((value) => draw("text", { class: "vrd-tick",
      x: scale.x(value), y: FLOOR + 16, "text-anchor": "middle", text: tidy(value, 6) }));
    const up = powersOfTen(Math.max(1, ...counts)).map((count) => draw("g", {},
      draw("line", { class: "vrd-rule", x1: FRAME.left, x2: width - FRAME.right,
        y1: scale.y(count), y2: scale.y(count) }),
      draw("text", { class: "vrd-tick", x: FRAME.left - 6, y: scale.y(count) + 4,
        "text-anchor": "end", text: grouped(count) })));
    const names = [
      draw("text", { class: "vrd-axis", x: width / 2, y: FRAME.height - 6,
        "text-anchor": "middle", text: this.model.get("x_label") }),
      draw("text", { class: "vrd-axis", x: 4, y: 14, "text-anchor": "start",
        text: this.model.get("y_label") })];
    return [...up, ...across, ...names];
  }

  private chanceLine(edges: number[]): SVGElement {
    const shares: number[] = this.model.get("chance");
    if (!shares.length) return draw("g");
    const { scale, width } = this;
    const points = shares.map((share, i) => `${scale.x(edges[i + 1])},${scale.yOfShare(share)}`);
    const marks = [0, 0.5, 1].map((share) => draw("text", { x: width - FRAME.right + 6,
      y: scale.yOfShare(share) + 4, text: percent(share) }));
    return draw("g", { class: "vrd-chance" },
      draw("polyline", { points: points.join(" "), fill: "none" }), ...marks,
      draw("text", { x: width - 4, y: 14, "text-anchor": "end",
        text: "dotted line: share expected by chance" }));
  }

  private handle(label: string, i: number): SVGGElement {
    const group = draw("g", { class: `vrd-limit vrd-limit-${i}`, role: "slider", tabindex: "0",
      "aria-label": label, "aria-valuemin": 0, "aria-valuemax": this.scale.high,
      "aria-orientation": "horizontal" },
    draw("line", { y1: FRAME.top - 6, y2: FLOOR }),
    draw("path", { d: "M-8,-8 H8 V2 L0,11 L-8,2 Z", transform: `translate(0 ${FLOOR - 4})` }),
    draw("text"));
    group.addEventListener("keydown", (event) => this.press(event, i));
    return group;
  }

  // Put the handles where the limits are.
  private place(): void {
    const { values, scale } = this;
    const labels: string[] = this.model.get("labels");
    const places = values.map((value) => scale.x(Math.min(value, scale.high)));
    this.handles.forEach((handle, i) => {
      const x = places[i];
      const text = `${labels[i]} ${tidy(values[i], 4)}${this.model.get("unit") ?? ""}`;
      handle.setAttribute("transform", `translate(${x} 0)`);
      handle.setAttribute("aria-valuenow", String(values[i]));
      handle.setAttribute("aria-valuetext", text);
      const label = handle.querySelector("text");
      if (!label) return;
      label.textContent = text;
      const left = labelSide(x, places, CHAR_PX * text.length, this.width) === "left";
      label.setAttribute("text-anchor", left ? "end" : "start");
      label.setAttribute("x", left ? "-6" : "6");
      label.setAttribute("y", String(FRAME.top + 4 + 16 * i));
    });
  }

  // -- moving ---------------------------------------------------------------------------------

  private set(i: number, value: number): void {
    const values = [...this.values];
    values[i] = this.scale.snapped(value);
    if (values[i] === this.values[i]) return;
    this.showError("");
    this.model.set("values", values);
    this.model.save_changes();
    this.place();
  }

  private press(event: KeyboardEvent, i: number): void {
    const value = this.scale.moved(this.values[i], event.key, event.shiftKey);
    if (value === null) return;
    this.set(i, value);
    event.preventDefault();
  }

  // The nearest limit follows the pointer, wherever in the picture it was put down.
  private grab(event: PointerEvent): void {
    const own = this.handles.findIndex((handle) => handle.contains(event.target as Node));
    const i = own >= 0 ? own : nearest(this.values, this.valueUnder(event));
    const move = (moved: PointerEvent): void => this.set(i, this.valueUnder(moved));
    this.plot.setPointerCapture(event.pointerId);
    this.plot.addEventListener("pointermove", move);
    // Also where a pointer is taken away, as by a page that scrolls under a finger.
    this.plot.addEventListener("lostpointercapture",
      () => this.plot.removeEventListener("pointermove", move), { once: true });
    this.handles[i].focus();
    move(event);
    event.preventDefault();
  }

  private valueUnder({ clientX, clientY }: PointerEvent): number {
    const point = new DOMPoint(clientX, clientY)
      .matrixTransform(this.plot.getScreenCTM()?.inverse());
    return this.scale.valueAt(point.x);
  }

  end(): void {
    this.stop.forEach((stop) => stop());
  }
}
