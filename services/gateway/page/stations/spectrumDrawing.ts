// The picture of a spectrum: decibels over a logarithmic frequency, between the noise of the quietest and the loudest good stations.
import { highNoiseDb, lowNoiseDb } from "../../../../shared/seismo/noiseModels.ts";
import type { Sheet } from "../draw/plot.ts";
import { ticksBetween } from "../draw/ticks.ts";
import type { Colour } from "../map/palette.ts";
import { plain } from "../parts/words.ts";
import type { SpectrumPoint } from "./spectrum.ts";
import type { ComponentName } from "./waveStore.ts";

export interface SpectrumTrace {
  readonly component: ComponentName;
  readonly points: readonly SpectrumPoint[];
}

interface Axes {
  readonly leftPx: number;
  readonly bottomPx: number;
  readonly xOf: (frequencyHz: number) => number;
  readonly yOf: (db: number) => number;
  readonly lowDb: number;
  readonly highDb: number;
  readonly highestHz: number;
}

const LOOKS: Readonly<Record<ComponentName, { readonly colour: Colour; readonly dash: readonly number[] }>> = {
  Z: { colour: "accent", dash: [] },
  N: { colour: "idle", dash: [6, 3] },
  E: { colour: "blind", dash: [2, 3] },
};
const LOWEST_HZ = 0.1;
const STEP_DB = 20;
const FREQUENCIES_HZ = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

export function drawSpectrum(sheet: Sheet, traces: readonly SpectrumTrace[], waiting: string): void {
  const axes = axesOf(sheet, traces);
  drawGrid(sheet, axes);
  drawModels(sheet, axes);
  for (const trace of traces) drawTrace(sheet, axes, trace);
  drawKey(sheet, traces);
  if (traces.some(({ points }) => points.length > 0)) return;
  const { pen, palette, widthPx } = sheet;
  pen.fillStyle = palette.quiet;
  pen.textAlign = "center";
  pen.fillText(waiting, (axes.leftPx + widthPx) / 2, axes.bottomPx / 2);
}

function axesOf({ widthPx, heightPx, fontPx }: Sheet, traces: readonly SpectrumTrace[]): Axes {
  const decibels = traces.flatMap(({ points }) => points.map(({ db }) => db));
  const lowDb = STEP_DB * Math.floor(Math.min(-170, ...decibels) / STEP_DB);
  const highDb = STEP_DB * Math.ceil((Math.max(-70, ...decibels) + 4) / STEP_DB);
  const highestHz = Math.max(20, ...traces.flatMap(({ points }) => points.at(-1)?.frequencyHz ?? 0));
  const [leftPx, bottomPx] = [3.1 * fontPx, heightPx - 1.7 * fontPx];
  const octaves = Math.log2(highestHz / LOWEST_HZ);
  return {
    ...{ leftPx, bottomPx, lowDb, highDb, highestHz },
    xOf: (frequencyHz) => leftPx + (Math.log2(frequencyHz / LOWEST_HZ) / octaves) * (widthPx - leftPx - 6),
    yOf: (db) => bottomPx - ((db - lowDb) / (highDb - lowDb)) * (bottomPx - 6),
  };
}

function drawGrid({ pen, palette, widthPx }: Sheet, axes: Axes): void {
  pen.strokeStyle = palette.line;
  pen.fillStyle = palette.quiet;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const db of ticksBetween(axes.lowDb, axes.highDb, STEP_DB)) {
    const y = Math.round(axes.yOf(db)) + 0.5;
    stroke(pen, [axes.leftPx, y], [widthPx - 6, y]);
    pen.fillText(plain(db), axes.leftPx - 5, y);
  }
  pen.textAlign = "center";
  pen.textBaseline = "top";
  for (const frequencyHz of FREQUENCIES_HZ.filter((one) => one <= axes.highestHz)) {
    const x = Math.round(axes.xOf(frequencyHz)) + 0.5;
    stroke(pen, [x, 6], [x, axes.bottomPx]);
    pen.fillText(String(frequencyHz), x, axes.bottomPx + 4);
  }
}

function drawModels({ pen, palette, fontPx }: Sheet, axes: Axes): void {
  pen.strokeStyle = palette.quiet;
  pen.fillStyle = palette.quiet;
  pen.lineWidth = 1.4;
  pen.textAlign = "center";
  pen.textBaseline = "bottom";
  for (const [name, dbOf] of [
    ["NLNM", lowNoiseDb],
    ["NHNM", highNoiseDb],
  ] as const) {
    pen.beginPath();
    for (let step = 0; step <= 100; step += 1) {
      const frequencyHz = LOWEST_HZ * 100 ** (step / 100);
      const db = dbOf(Math.min(10, frequencyHz));
      if (db !== undefined) pen.lineTo(axes.xOf(frequencyHz), axes.yOf(db));
    }
    pen.stroke();
    pen.fillText(name, axes.xOf(1.25), axes.yOf(dbOf(1.25) ?? 0) + 1.4 * fontPx);
  }
}

function drawTrace({ pen, palette }: Sheet, axes: Axes, { component, points }: SpectrumTrace): void {
  const { colour, dash } = LOOKS[component];
  pen.strokeStyle = palette[colour];
  pen.lineWidth = 1.7;
  pen.setLineDash(dash);
  pen.beginPath();
  for (const { frequencyHz, db } of points) {
    if (frequencyHz >= LOWEST_HZ) pen.lineTo(axes.xOf(frequencyHz), axes.yOf(db));
  }
  pen.stroke();
  pen.setLineDash([]);
}

function drawKey({ pen, palette, widthPx, fontPx }: Sheet, traces: readonly SpectrumTrace[]): void {
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.lineWidth = 2;
  traces.forEach(({ component }, at) => {
    const { colour, dash } = LOOKS[component];
    const x = widthPx - 8 - (traces.length - at) * 4.2 * fontPx;
    const y = 6 + fontPx;
    pen.strokeStyle = palette[colour];
    pen.setLineDash(dash);
    stroke(pen, [x, y], [x + 1.9 * fontPx, y]);
    pen.setLineDash([]);
    pen.fillStyle = palette.ink;
    pen.fillText(component, x + 2.3 * fontPx, y);
  });
}

function stroke(pen: CanvasRenderingContext2D, from: readonly [number, number], to: readonly [number, number]): void {
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
}
