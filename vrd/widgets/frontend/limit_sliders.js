// A histogram with limits that are dragged, or moved with the arrow keys.

const SVG = "http://www.w3.org/2000/svg";
const FRAME = { height: 230, left: 64, right: 46, top: 26, bottom: 40 };

function draw(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// Round numbers between two ends, at most so many.
function ticks(low, high, most) {
  const rough = (high - low) / most || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const found = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step / 1e6; at += step) found.push(at);
  return found;
}

class Limits {
  constructor(model, root) {
    Object.assign(this, { model, root });
    root.classList.add("vrd-limits");
    this.plot = draw("svg", { role: "group", "aria-label": model.get("title") });
    root.append(this.plot);
    this.complain = alertLine(root);
    this.stop = [keepKeys(root),
      new Wire(model).listen({ failed: (content) => this.complain(content.message) })];
    for (const name of ["edges", "counts", "share", "handles"]) this.on(`change:${name}`, () => this.show());
    this.on("change:values", () => this.place());
    this.plot.addEventListener("pointerdown", (event) => this.grab(event));
    this.fit(1000);
    // As wide as its place, so that its words are as large as all others.
    const resized = new ResizeObserver(() => {
      const { width } = this.plot.getBoundingClientRect();
      if (width && Math.round(width) !== this.width) this.fit(Math.max(240, Math.round(width)));
    });
    resized.observe(root);
    this.stop.push(() => resized.disconnect());
  }

  fit(width) {
    this.width = width;
    this.plot.setAttribute("viewBox", `0 0 ${width} ${FRAME.height}`);
    const held = this.handles?.findIndex((handle) => handle.contains(document.activeElement)) ?? -1;
    this.show();
    if (held >= 0) this.handles[held].focus();
  }

  on(name, act) {
    this.model.on(name, act);
    this.stop.push(() => this.model.off(name, act));
  }

  get high() {
    const edges = this.model.get("edges");
    return edges[edges.length - 1] || 1;
  }

  x(value) {
    return FRAME.left + (value / this.high) * (this.width - FRAME.left - FRAME.right);
  }

  // Few near pairs beside many far ones: only a logarithm shows both.
  y(count) {
    const most = Math.log10(1 + Math.max(1, ...this.model.get("counts")));
    const inside = FRAME.height - FRAME.top - FRAME.bottom;
    return FRAME.height - FRAME.bottom - (inside * Math.log10(1 + count)) / most;
  }

  show() {
    const [edges, counts] = [this.model.get("edges"), this.model.get("counts")];
    const floor = FRAME.height - FRAME.bottom;
    const bars = counts.map((count, i) => draw("rect", { class: "vrd-bin", x: this.x(edges[i]),
      y: this.y(count), width: Math.max(0.5, this.x(edges[i + 1]) - this.x(edges[i]) - 0.8),
      height: Math.max(0, floor - this.y(count)) }));
    this.handles = this.model.get("handles").map((name, i) => this.handle(name, i));
    this.plot.replaceChildren(...bars, ...this.axes(edges, counts), this.chance(edges), ...this.handles);
    this.place();
  }

  axes(edges, counts) {
    const floor = FRAME.height - FRAME.bottom;
    const across = ticks(0, this.high, Math.max(2, Math.min(10, Math.floor(this.width / 80)))).map((at) => draw("text", { class: "vrd-tick",
      x: this.x(at), y: floor + 16, "text-anchor": "middle", text: tidy(at, 6) }));
    const most = Math.max(1, ...counts);
    const up = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].filter((n) => n <= most).map((at) =>
      draw("g", {}, draw("line", { class: "vrd-rule", x1: FRAME.left, x2: this.width - FRAME.right,
        y1: this.y(at), y2: this.y(at) }), draw("text", { class: "vrd-tick", x: FRAME.left - 6,
        y: this.y(at) + 4, "text-anchor": "end", text: at.toLocaleString("en-GB") })));
    const words = [[this.width / 2, FRAME.height - 6, this.model.get("across"), "middle"],
      [4, 14, this.model.get("up"), "start"]].map(([x, y, text, anchor]) =>
      draw("text", { class: "vrd-axis", x, y, "text-anchor": anchor, text }));
    return [...up, ...across, ...words];
  }

  chance(edges) {
    const share = this.model.get("share");
    if (!share.length) return draw("g");
    const [floor, inside] = [FRAME.height - FRAME.bottom, FRAME.height - FRAME.top - FRAME.bottom];
    const points = share.map((part, i) => `${this.x(edges[i + 1])},${floor - inside * part}`);
    const right = this.width - FRAME.right + 6;
    return draw("g", { class: "vrd-chance" },
      draw("polyline", { points: points.join(" "), fill: "none" }),
      ...[0, 0.5, 1].map((part) => draw("text", { x: right, y: floor - inside * part + 4,
        text: `${100 * part} %` })),
      draw("text", { x: this.width - 4, y: 14, "text-anchor": "end",
        text: "line: share that chance makes" }));
  }

  handle(name, i) {
    const group = draw("g", { class: `vrd-limit vrd-limit-${i}`, role: "slider", tabindex: "0",
      "aria-label": name, "aria-valuemin": 0, "aria-valuemax": this.high,
      "aria-orientation": "horizontal" },
    draw("line", { y1: FRAME.top - 6, y2: FRAME.height - FRAME.bottom }),
    draw("path", { d: "M-8,-8 H8 V2 L0,11 L-8,2 Z",
      transform: `translate(0 ${FRAME.height - FRAME.bottom - 4})` }),
    draw("text", { y: FRAME.top - 12 + 0 }));
    group.addEventListener("keydown", (event) => this.press(event, i));
    return group;
  }

  place() {
    const [names, values] = [this.model.get("handles"), this.model.get("values")];
    this.handles.forEach((handle, i) => {
      const at = this.x(Math.min(values[i], this.high));
      handle.setAttribute("transform", `translate(${at} 0)`);
      handle.setAttribute("aria-valuenow", values[i]);
      handle.setAttribute("aria-valuetext", `${names[i]} ${tidy(values[i], 4)}`);
      const label = handle.querySelector("text");
      label.textContent = `${names[i]} ${tidy(values[i], 4)}`;
      const late = at > this.width * 0.75;
      label.setAttribute("text-anchor", late ? "end" : "start");
      label.setAttribute("x", late ? -6 : 6);
      label.setAttribute("y", FRAME.top + 4 + 16 * i);
    });
  }

  set(i, value) {
    const values = [...this.model.get("values")];
    const step = this.high / 1000;
    values[i] = Number((Math.round(Math.min(Math.max(0, value), this.high) / step) * step).toPrecision(4));
    if (values[i] === this.model.get("values")[i]) return;
    this.complain("");
    this.model.set("values", values);
    this.model.save_changes();
    this.place();
  }

  press(event, i) {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -50,
      PageUp: 50 }[event.key];
    const value = this.model.get("values")[i];
    if (steps) this.set(i, value + (steps * (event.shiftKey ? 10 : 1) * this.high) / 1000 * 2);
    else if (event.key === "Home") this.set(i, 0);
    else if (event.key === "End") this.set(i, this.high);
    else return;
    event.preventDefault();
  }

  // The nearest limit follows the pointer, wherever in the picture it was put down.
  grab(event) {
    const at = (moved) => {
      const point = new DOMPoint(moved.clientX, moved.clientY)
        .matrixTransform(this.plot.getScreenCTM().inverse());
      return ((point.x - FRAME.left) / (this.width - FRAME.left - FRAME.right)) * this.high;
    };
    const start = at(event);
    const values = this.model.get("values");
    const own = this.handles.findIndex((handle) => handle.contains(event.target));
    const gaps = values.map((value) => Math.abs(value - start));
    const i = own >= 0 ? own : gaps.indexOf(Math.min(...gaps));
    const move = (moved) => this.set(i, at(moved));
    this.plot.setPointerCapture(event.pointerId);
    this.plot.addEventListener("pointermove", move);
    // Also where a pointer is taken away, as by a page that scrolls under a finger.
    this.plot.addEventListener("lostpointercapture",
      () => this.plot.removeEventListener("pointermove", move), { once: true });
    this.handles[i].focus();
    move(event);
    event.preventDefault();
  }

  end() {
    this.stop.forEach((stop) => stop());
  }
}
