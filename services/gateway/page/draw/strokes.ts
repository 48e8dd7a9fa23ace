// What all plots are drawn with: hair lines, steps, dots, and text that stays inside.
import type { Sheet } from "./plot.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** On whole pixels, so that it is as thin as it can be. */
export function hairLine({ pen }: Sheet, from: Point, to: Point, colour: string): void {
  pen.beginPath();
  pen.moveTo(Math.round(from.x) + 0.5, Math.round(from.y) + 0.5);
  pen.lineTo(Math.round(to.x) + 0.5, Math.round(to.y) + 0.5);
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.stroke();
}

export function path({ pen }: Sheet, points: readonly Point[]): void {
  pen.beginPath();
  for (const [index, { x, y }] of points.entries()) {
    if (index === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
}

export type Mark = "circle" | "diamond" | "triangle" | "square";

export function mark({ pen }: Sheet, shape: Mark, { x, y }: Point, radius: number): void {
  pen.beginPath();
  if (shape === "circle") pen.arc(x, y, radius, 0, 2 * Math.PI);
  else for (const [dx, dy] of CORNERS[shape]) pen.lineTo(x + dx * radius, y + dy * radius);
  pen.closePath();
}

const CORNERS: Readonly<Record<Exclude<Mark, "circle">, readonly (readonly [number, number])[]>> = {
  diamond: [
    [0, -1.3],
    [1.3, 0],
    [0, 1.3],
    [-1.3, 0],
  ],
  triangle: [
    [0, -1.25],
    [1.2, 0.9],
    [-1.2, 0.9],
  ],
  square: [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ],
};

export interface TextStyle {
  readonly colour: string;
  readonly align?: CanvasTextAlign;
  readonly baseline?: CanvasTextBaseline;
}

/** Left or right of where it is anchored if it would leave the sheet. */
export function text({ pen, widthPx }: Sheet, words: string, { x, y }: Point, style: TextStyle): void {
  const { align = "left", baseline = "alphabetic" } = style;
  pen.textAlign = align;
  pen.textBaseline = baseline;
  pen.fillStyle = style.colour;
  const width = pen.measureText(words).width;
  const shift = align === "center" ? width / 2 : align === "right" ? width : 0;
  pen.fillText(words, Math.min(widthPx - width + shift - 2, Math.max(shift + 2, x)), y);
}

/** On a ground of its own, so that it is read over any line. */
export function grounded(sheet: Sheet, words: string, at: Point, colour: string): void {
  const { pen, palette, fontPx } = sheet;
  pen.fillStyle = palette.panel;
  pen.globalAlpha = 0.88;
  pen.fillRect(at.x - 0.2 * fontPx, at.y - fontPx, pen.measureText(words).width + 0.4 * fontPx, 1.3 * fontPx);
  pen.globalAlpha = 1;
  text(sheet, words, at, { colour });
}
