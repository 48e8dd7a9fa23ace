// Elements without innerHTML: text is always text.

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `class`, `data-…`, `on…` listeners, and plain attributes; undefined is left out
 * @param {...(Node | string | null | undefined)} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A small drawing of one path. */
export function icon(path, className, size = 16) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "glyph");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  if (className) shape.setAttribute("class", className);
  svg.append(shape);
  return svg;
}

export const byId = (id) => document.getElementById(id);

/** Puts children in place of the old ones only where the content is another, so that focus and selection stay. */
export function replace(parent, signature, make) {
  if (parent.dataset.signature === signature) return;
  const focused = parent.contains(document.activeElement) ? document.activeElement?.id : undefined;
  const scrolls = [...parent.querySelectorAll("[data-scroll]")].map((box) => [box.dataset.scroll, box.scrollTop]);
  parent.dataset.signature = signature;
  parent.replaceChildren(...[make()].flat());
  for (const [name, top] of scrolls) {
    const box = parent.querySelector(`[data-scroll="${name}"]`);
    if (box) box.scrollTop = top;
  }
  if (focused) byId(focused)?.focus();
}
