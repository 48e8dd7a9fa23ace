// A bar of one or two lengths, small enough for a row of a table.
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 100;

/** @param shares 0 to 1: the last is drawn first and faint, the first over it */
export function bar(shares: readonly number[], className = ""): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} 8`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", `bar ${className}`);
  svg.setAttribute("aria-hidden", "true");
  for (const [i, share] of [...shares.entries()].reverse()) {
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("width", String(Math.round(Math.min(1, Math.max(0, share)) * WIDTH)));
    rect.setAttribute("height", "8");
    rect.setAttribute("class", i === 0 ? "near" : "far");
    svg.append(rect);
  }
  return svg;
}
