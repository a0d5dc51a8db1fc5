// Build elements of the page. No text from Python is ever read as HTML here.

type Listener = (event: any) => void;
export type Attributes = Record<string, string | number | boolean | null | undefined | Listener>;
type Child = Node | string | null | undefined;

/**
 * Return a new element. Attributes that begin with `on` are listeners, `text` is its text, and those
 * that are absent, null or false are left out.
 */
export function build<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag, attributes: Attributes = {}, ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = String(value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Return a button with a label, which may hold other elements. */
export function button(
  label: Child | Child[], act: Listener, attributes: Attributes = {},
): HTMLButtonElement {
  return build("button", { type: "button", onclick: act, ...attributes },
    ...(Array.isArray(label) ? label : [label]));
}

/** Return the name of a film: <bdi> keeps one written from right to left from turning its
 * neighbours around. */
export const filmName = (name: string): HTMLElement =>
  build("bdi", { class: "vrd-name", title: name, text: name });

/** Add a line that says what went wrong, until it is called with another text, or an empty one. */
export function alertLine(root: HTMLElement): (text: string) => void {
  const line = build("p", { class: "vrd-alert", role: "alert", hidden: true });
  root.append(line);
  return (text) => { line.textContent = text; line.hidden = !text; };
}

/** Say by `aria-pressed` whether a button is on. */
export const setPressed = (node: Element, on: boolean): void =>
  node.setAttribute("aria-pressed", String(on));

/** Return whether the user asked for less motion. */
export const wantsLessMotion = (): boolean =>
  window.matchMedia("(prefers-reduced-motion: reduce)").matches;
