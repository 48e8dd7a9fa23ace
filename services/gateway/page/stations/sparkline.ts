// A small line of how a number went, for beside the number.
import type { Point } from "./history.ts";

const [WIDTH, HEIGHT] = [96, 22];
const SVG = "http://www.w3.org/2000/svg";

/** Nothing where there are not two points yet. */
export function sparkline(points: readonly Point[]): SVGSVGElement | null {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return null;
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // A tenth of the level at least: what hardly moves shall not look wild.
  const span = Math.max(high - low, 0.1 * Math.abs(high), 1e-12);
  const middle = (low + high) / 2;
  const place = ({ atMs, value }: Point) => {
    const x = 1 + ((WIDTH - 4) * (atMs - first.atMs)) / Math.max(1, last.atMs - first.atMs);
    const y = HEIGHT / 2 - ((value - middle) / span) * (HEIGHT - 6);
    return [x, y] as const;
  };
  const path = points.map(
    (point, at) =>
      `${at === 0 ? "M" : "L"}${place(point)
        .map((one) => one.toFixed(1))
        .join(" ")}`,
  );
  const [x, y] = place(last);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("class", "sparkline");
  svg.setAttribute("aria-hidden", "true");
  svg.append(shape("path", { d: path.join("") }), shape("circle", { cx: x, cy: y, r: 2 }));
  return svg;
}

function shape(name: "path" | "circle", attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
