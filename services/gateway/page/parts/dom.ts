// Elements without innerHTML: text is always text.
export type Child = Node | string | null | undefined | false;
export type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/** `class`, `data-…`, `on…` listeners, and plain attributes; undefined and false are left out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...shown(children));
  return element;
}

function shown(children: readonly Child[]): (Node | string)[] {
  return children.filter((child) => child !== null && child !== undefined && child !== false);
}

const SVG = "http://www.w3.org/2000/svg";

/** A small drawing of one path. */
export function icon(path: string, className = "", size = 16): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "glyph");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  if (className !== "") shape.setAttribute("class", className);
  svg.append(shape);
  return svg;
}

/** @throws Error when the page's HTML and its modules do not belong together. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no element "${id}"`);
  return element;
}

/** Puts children in place of the old ones only where the content is another, so that focus and selection stay. */
export function replace(parent: HTMLElement, signature: string, make: () => Child | readonly Child[]): void {
  if (parent.dataset.signature === signature) return;
  const focused = parent.contains(document.activeElement) ? (document.activeElement?.id ?? "") : "";
  const tops = new Map([...scrollsIn(parent)].map((box) => [box.dataset.scroll, box.scrollTop]));
  parent.dataset.signature = signature;
  parent.replaceChildren(...shown([make()].flat()));
  for (const box of scrollsIn(parent)) box.scrollTop = tops.get(box.dataset.scroll) ?? 0;
  if (focused !== "") document.getElementById(focused)?.focus();
}

const scrollsIn = (parent: HTMLElement) => parent.querySelectorAll<HTMLElement>("[data-scroll]");

/** Says it only where it is another, so that nothing is read out twice. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
