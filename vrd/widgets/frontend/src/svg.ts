// Build elements of pictures.

const SVG = "http://www.w3.org/2000/svg";

/** Return a new element of a picture; the attribute `text` is its text. */
export function draw<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag, attributes: Record<string, string | number> = {}, ...children: Element[]
): SVGElementTagNameMap[Tag] {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = String(value);
    else node.setAttribute(name, String(value));
  }
  node.append(...children);
  return node;
}
