// What every part uses. No text from Python is ever read as HTML, but for the
// page of `showSaved`: elements are built here.

const VERDICTS = [
  { name: "match", sign: "✓", words: "Match", key: "match" },
  { name: "not a match", sign: "✕", words: "Not a match", key: "not a match" },
  { name: "unsure", sign: "?", words: "Unsure", key: "unsure" },
  { name: "same scene", sign: "≈", words: "Same scene", key: "same scene",
    long: "Same scene, another take" },
];

function build(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function button(words, act, attributes = {}) {
  return build("button", { type: "button", onclick: act, ...attributes },
    ...(Array.isArray(words) ? words : [words]));
}

// A name of a film: <bdi> keeps one written from right to left from turning its neighbours around.
const filmName = (name) => build("bdi", { class: "vrd-name", title: name, text: name });

const two = (number) => String(number).padStart(2, "0");

function clock(seconds, tenths = false) {
  if (!Number.isFinite(seconds)) return "--:--:--";
  const all = Math.max(0, seconds) + 1e-6;
  const whole = Math.floor(all);
  const shown = [whole / 3600, (whole / 60) % 60, whole % 60].map((n) => two(Math.floor(n)));
  return shown.join(":") + (tenths ? `.${Math.floor((all - whole) * 10)}` : "");
}

const tidy = (value, digits = 2) =>
  Number.isFinite(value) ? value.toLocaleString("en-GB", { maximumFractionDigits: digits }) : "–";

const distanceText = (value) =>
  Number.isFinite(value) ? value.toFixed(value >= 100 ? 1 : value >= 1 ? 2 : 4) : "–";

const confidenceText = (value) => `${Math.min(99, Math.floor(100 * value))} %`;

const counted = (count, one, many) =>
  `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;

const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// A page that was exported has no kernel, and never will.
const hasKernel = (model) => !model.widget_manager || "kernel" in model.widget_manager;

// What Python made for pages without a kernel. It is HTML, escaped there, as in the cell's output.
function showSaved(model, root) {
  const saved = build("div", { class: "vrd-saved" });
  saved.innerHTML = model.get("saved");
  root.append(saved);
  return saved;
}

// A line in a part that says what went wrong, until something else is said.
function alertLine(root) {
  const line = build("p", { class: "vrd-alert", role: "alert", hidden: true });
  root.append(line);
  return (text) => { line.textContent = text; line.hidden = !text; };
}

// Messages to and from Python; `listen` gives what ends the listening.
class Wire {
  constructor(model) {
    this.model = model;
    this.view = Math.random().toString(36).slice(2);
  }

  send(kind, values = {}) {
    this.model.send({ kind, view: this.view, ...values });
  }

  listen(handlers) {
    const receive = (content, buffers) => {
      const forAll = content.view === undefined || content.view === null;
      if (forAll || content.view === this.view) handlers[content.kind]?.(content, buffers ?? []);
    };
    this.model.on("msg:custom", receive);
    return () => this.model.off("msg:custom", receive);
  }
}
