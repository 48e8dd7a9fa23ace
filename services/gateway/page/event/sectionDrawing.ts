// Draws a record section: traces by distance, P and S curves, arrivals; only what is in sight.
import type { RecordSection, SectionStation } from "../../section/recordSection.ts";
import type { Sheet } from "../draw/plot.ts";
import { linearScale, type Scale, ticks } from "../draw/scale.ts";
import { grounded, hairLine, path, text } from "../draw/strokes.ts";
import type { Texts } from "../i18n/language.ts";
import { plain } from "../parts/words.ts";
import type { Scene } from "./sectionScene.ts";

export interface SectionDrawing {
  readonly section: RecordSection;
  readonly scene: Scene;
  readonly chosen: string | undefined;
  readonly isFilled: boolean;
  /** Times the usual height of a trace. */
  readonly gain: number;
  readonly texts: Texts;
}

export interface Axes {
  readonly x: Scale;
  readonly y: Scale;
}

const FULL_SCALE = 1000;

export function axesOf(
  { widthPx, heightPx, fontPx }: Pick<Sheet, "widthPx" | "heightPx" | "fontPx">,
  scene: Scene,
): Axes {
  return {
    x: linearScale(scene.fromS, scene.toS, { startPx: 3.2 * fontPx, endPx: widthPx - 0.5 * fontPx }),
    y: linearScale(scene.fromKm, scene.toKm, { startPx: 0.8 * fontPx, endPx: heightPx - 2.4 * fontPx }),
  };
}

export function drawSection(sheet: Sheet, drawing: SectionDrawing): void {
  const { pen, widthPx, heightPx, fontPx } = sheet;
  const { section, scene } = drawing;
  const axes = axesOf(sheet, scene);
  drawAxes(sheet, drawing, axes);
  pen.save();
  pen.beginPath();
  pen.rect(axes.x.at(scene.fromS), 0, widthPx, heightPx - 2.3 * fontPx);
  pen.clip();
  const height = heightOf(sheet, drawing);
  const ordered = section.stations.toSorted((a, b) => Number(isChosen(a, drawing)) - Number(isChosen(b, drawing)));
  for (const station of ordered) drawTrace(sheet, drawing, { station, axes, height });
  drawCurves(sheet, drawing, axes);
  for (const station of section.stations) drawArrivals(sheet, drawing, { station, axes, height });
  pen.restore();
  const chosen = section.stations.find((station) => isChosen(station, drawing));
  if (chosen !== undefined) nameOf(sheet, chosen, axes);
}

const isChosen = ({ stationId }: SectionStation, { chosen }: SectionDrawing) => stationId === chosen;

/** So high that neighbours touch now and then, whatever their number. */
function heightOf({ heightPx, fontPx }: Sheet, { section, scene, gain }: SectionDrawing): number {
  const inSight = section.stations.filter(({ distanceKm }) => distanceKm >= scene.fromKm && distanceKm <= scene.toKm);
  const share = (heightPx - 3 * fontPx) / Math.max(4, inSight.length);
  return Math.min(5 * fontPx, Math.max(1.4 * fontPx, 1.8 * share)) * gain;
}

function drawAxes(sheet: Sheet, { scene, texts }: SectionDrawing, { x, y }: Axes): void {
  const { widthPx, heightPx, fontPx, palette } = sheet;
  const bottom = heightPx - 2.3 * fontPx;
  for (const s of ticks(scene.fromS, scene.toS, widthPx / (7 * fontPx))) {
    hairLine(sheet, { x: x.at(s), y: 0 }, { x: x.at(s), y: bottom }, s === 0 ? palette.quiet : palette.border);
    text(sheet, plain(s), { x: x.at(s), y: bottom + 1.1 * fontPx }, { colour: palette.quiet, align: "center" });
  }
  for (const km of ticks(scene.fromKm, scene.toKm, heightPx / (4 * fontPx))) {
    const style = { colour: palette.quiet, align: "right", baseline: "middle" } as const;
    text(sheet, String(km), { x: 2.8 * fontPx, y: y.at(km) }, style);
  }
  const { time, distance } = texts.events.section;
  const middle = { x: (x.at(scene.fromS) + x.at(scene.toS)) / 2, y: heightPx - 0.25 * fontPx };
  text(sheet, time, middle, { colour: palette.quiet, align: "center" });
  text(sheet, distance, { x: 2.8 * fontPx, y: heightPx - 0.25 * fontPx }, { colour: palette.quiet, align: "right" });
}

interface Traced {
  readonly station: SectionStation;
  readonly axes: Axes;
  readonly height: number;
}

function drawTrace(sheet: Sheet, drawing: SectionDrawing, { station, axes, height }: Traced): void {
  const { pen, palette } = sheet;
  const { scene, section, isFilled } = drawing;
  if (station.distanceKm < scene.fromKm || station.distanceKm > scene.toKm) return;
  const base = axes.y.at(station.distanceKm);
  const scale = height / 2 / FULL_SCALE;
  const chosen = isChosen(station, drawing);
  pen.strokeStyle = chosen ? palette.accent : palette.ink;
  pen.fillStyle = pen.strokeStyle;
  pen.lineWidth = chosen ? 1.4 : 0.8;
  for (const { startMs, stepMs, low, high } of station.pieces) {
    const secondsAt = (step: number) => (startMs + step * stepMs - section.origin.timeMs) / 1000;
    const first = Math.max(0, Math.floor(((scene.fromS - secondsAt(0)) * 1000) / stepMs));
    const last = Math.min(low.length, Math.ceil(((scene.toS - secondsAt(0)) * 1000) / stepMs) + 1);
    const xAt = (step: number) => axes.x.at(secondsAt(step));
    const upper = indices(first, last).map((step) => ({ x: xAt(step), y: base - (high[step] ?? 0) * scale }));
    const lower = indices(first, last).map((step) => ({ x: xAt(step), y: base - (low[step] ?? 0) * scale }));
    path(sheet, [...upper, ...lower.toReversed()]);
    pen.globalAlpha = 0.75;
    pen.fill();
    pen.stroke();
    pen.globalAlpha = 1;
    if (isFilled) fillPositive(sheet, upper, base);
  }
}

function indices(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
}

/** Between the line of rest and what is above it: arrivals stand out. */
function fillPositive(sheet: Sheet, upper: readonly { x: number; y: number }[], base: number): void {
  const [first, last] = [upper[0], upper.at(-1)];
  if (first === undefined || last === undefined) return;
  path(sheet, [
    { x: first.x, y: base },
    ...upper.map(({ x, y }) => ({ x, y: Math.min(base, y) })),
    { x: last.x, y: base },
  ]);
  sheet.pen.fill();
}

function drawCurves(sheet: Sheet, { section }: SectionDrawing, { x, y }: Axes): void {
  const { pen, palette, fontPx } = sheet;
  const { stepKm, pS, sS } = section.curves;
  for (const [times, colour, word] of [
    [pS, palette["front-p"], "P"],
    [sS, palette["front-s"], "S"],
  ] as const) {
    const points = times.map((s, i) => ({ x: x.at(s), y: y.at(i * stepKm) }));
    path(sheet, points);
    pen.strokeStyle = colour;
    pen.lineWidth = 1.8;
    pen.globalAlpha = 0.85;
    pen.stroke();
    pen.globalAlpha = 1;
    const end = points.findLast((point) => point.x < sheet.widthPx - fontPx && point.y < sheet.heightPx - 3.4 * fontPx);
    if (end !== undefined) text(sheet, word, { x: end.x + 0.5 * fontPx, y: end.y }, { colour });
  }
}

function drawArrivals(sheet: Sheet, { section, scene }: SectionDrawing, { station, axes, height }: Traced): void {
  if (station.distanceKm < scene.fromKm || station.distanceKm > scene.toKm) return;
  const { pen, palette } = sheet;
  const base = axes.y.at(station.distanceKm);
  for (const { phase, timeMs, weight } of station.arrivals) {
    const at = axes.x.at((timeMs - section.origin.timeMs) / 1000);
    const half = Math.max(6, height * 0.45);
    path(sheet, [
      { x: at, y: base - half },
      { x: at, y: base + half },
    ]);
    pen.strokeStyle = palette[phase === "P" ? "front-p" : "front-s"];
    pen.lineWidth = 2;
    pen.setLineDash(weight > 0.05 ? [] : [2, 2]);
    pen.stroke();
    pen.setLineDash([]);
  }
}

function nameOf(sheet: Sheet, { stationId, distanceKm }: SectionStation, { x, y }: Axes): void {
  const { palette, fontPx } = sheet;
  const at = { x: x.at(x.from) + 0.6 * fontPx, y: y.at(distanceKm) - 0.6 * fontPx };
  grounded(sheet, `${stationId}  ${distanceKm.toFixed(0)} km`, at, palette.accent);
}
