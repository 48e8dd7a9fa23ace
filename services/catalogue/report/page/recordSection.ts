// A record section: waveforms by distance, with the travel-time curves of P and S and the picks.
import { travelTimeS } from "../../../../shared/seismo/travelTime.ts";
import type { Report } from "../schema.ts";
import { html, type Markup } from "./html.ts";
import { at, fixed } from "./words.ts";

export interface Trace {
  readonly stationId: string;
  readonly channel: string;
  readonly startMs: number;
  readonly sampleRateHz: number;
  readonly counts: Float64Array;
}

const [WIDTH, HEIGHT] = [760, 520];
const FRAME = { left: 52, right: 748, top: 14, bottom: 480 };
const MOST_TRACES = 40;
const HALF_HEIGHT = 16;
const BEFORE_S = 5;
const AFTER_S = 12;
const CURVE_STEPS = 40;

interface Section {
  readonly originMs: number;
  readonly depthKm: number;
  readonly farKm: number;
  readonly endS: number;
  readonly xOf: (afterOriginS: number) => number;
  readonly yOf: (km: number) => number;
}

interface Placed {
  readonly km: number;
  readonly trace: Trace;
}

/** What to ask the archive for: who, and from when to when. */
export function sectionWindow(report: Report): { stationIds: string[]; fromMs: number; toMs: number } {
  const { originMs, endS } = sectionOf(report);
  const stationIds = [...distancesOf(report)].sort(([, a], [, b]) => a - b).map(([stationId]) => stationId);
  return {
    stationIds: stationIds.slice(0, MOST_TRACES),
    fromMs: originMs - 1000 * BEFORE_S,
    toMs: originMs + 1000 * endS,
  };
}

export function recordSection(report: Report, traces: readonly Trace[]): Markup {
  const section = sectionOf(report);
  const { xOf, yOf, farKm, endS } = section;
  const ticksS = ticksUpTo(endS, [1, 2, 5, 10, 20, 50, 100]);
  const ticksKm = ticksUpTo(farKm, [5, 10, 20, 50, 100]);
  return html`<svg class="chart section" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="section-title">
<title id="section-title">Waveforms by distance, with the predicted P and S and the picks</title>
${ticksS.map(
  (s) => html`<line class="grid" x1="${at(xOf(s))}" x2="${at(xOf(s))}" y1="${FRAME.top}" y2="${FRAME.bottom}" />
<text class="tick" x="${at(xOf(s))}" y="${FRAME.bottom + 18}" text-anchor="middle">${s} s</text>`,
)}
${ticksKm.map((km) => html`<text class="tick" x="${FRAME.left - 8}" y="${at(yOf(km) + 4)}" text-anchor="end">${km}</text>`)}
<text class="tick" x="${FRAME.left - 8}" y="${FRAME.bottom + 18}" text-anchor="end">km</text>
${chosen(report, traces).map((placed) => waveform(placed, section))}
${(["P", "S"] as const).map((phase) => curve(phase, section))}
${pickMarks(report, section)}
</svg>`;
}

function distancesOf({ stations }: Report): Map<string, number> {
  const ignored = stations.ignored.filter(({ pickMs }) => pickMs !== null);
  return new Map([...stations.used, ...ignored].map(({ stationId, distanceKm }) => [stationId, distanceKm]));
}

function sectionOf(report: Report): Section {
  const { origin, stations } = report;
  const farKm = Math.max(20, ...stations.used.map(({ distanceKm }) => distanceKm)) * 1.08;
  const endS = travelTimeS("S", farKm, origin.depthKm) + AFTER_S;
  const [width, height] = [FRAME.right - FRAME.left, FRAME.bottom - FRAME.top];
  return {
    ...{ originMs: origin.timeMs, depthKm: origin.depthKm, farKm, endS },
    xOf: (s) => FRAME.left + (width * (Math.min(endS, Math.max(-BEFORE_S, s)) + BEFORE_S)) / (endS + BEFORE_S),
    yOf: (km) => FRAME.bottom - (height * km) / farKm,
  };
}

function ticksUpTo(end: number, steps: readonly number[]): number[] {
  const step = steps.find((each) => end / each <= 10) ?? steps.at(-1) ?? end;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, n) => n * step);
}

/** One a station, its vertical where it has one; the nearest. */
function chosen(report: Report, traces: readonly Trace[]): Placed[] {
  const distances = distancesOf(report);
  const byStation = new Map<string, Trace>();
  for (const trace of traces) {
    const known = byStation.get(trace.stationId);
    if (known === undefined || (!isVertical(known) && isVertical(trace))) byStation.set(trace.stationId, trace);
  }
  return [...byStation.values()]
    .flatMap((trace) => {
      const km = distances.get(trace.stationId);
      return km === undefined || trace.counts.length === 0 || trace.sampleRateHz <= 0 ? [] : [{ km, trace }];
    })
    .sort((a, b) => a.km - b.km)
    .slice(0, MOST_TRACES);
}

function isVertical({ channel }: Trace): boolean {
  return /z$/i.test(channel);
}

/** Each by its own largest swing; of the samples of a pixel the lowest and the highest. */
function waveform({ km, trace }: Placed, { originMs, endS, xOf, yOf }: Section): Markup {
  const { counts, startMs, sampleRateHz, stationId } = trace;
  const mean = counts.reduce((sum, value) => sum + value, 0) / counts.length;
  const largest = counts.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0) || 1;
  const columns = new Map<number, [number, number]>();
  for (const [n, value] of counts.entries()) {
    const afterS = (startMs - originMs) / 1000 + n / sampleRateHz;
    if (afterS < -BEFORE_S || afterS > endS) continue;
    const x = Math.round(xOf(afterS));
    const y = yOf(km) - (HALF_HEIGHT * (value - mean)) / largest;
    const column = columns.get(x);
    columns.set(x, column === undefined ? [y, y] : [Math.min(column[0], y), Math.max(column[1], y)]);
  }
  const points = [...columns].flatMap(([x, [low, high]]) => [`${x},${at(low)}`, `${x},${at(high)}`]);
  return html`<polyline class="trace" fill="none" stroke="currentColor" points="${points.join(" ")}"><title>${stationId}, ${fixed(km, 0)} km</title></polyline>`;
}

function curve(phase: "P" | "S", { depthKm, farKm, xOf, yOf }: Section): Markup {
  const points = Array.from({ length: CURVE_STEPS + 1 }, (_, n) => {
    const km = (farKm * n) / CURVE_STEPS;
    return `${at(xOf(travelTimeS(phase, km, depthKm)))},${at(yOf(km))}`;
  });
  const end = at(xOf(travelTimeS(phase, farKm, depthKm)));
  return html`<polyline class="curve ${phase}" fill="none" stroke="currentColor" points="${points.join(" ")}" /><text class="phase ${phase}" x="${end}" y="${FRAME.top - 2}" text-anchor="middle">${phase}</text>`;
}

function pickMarks({ stations }: Report, { originMs, farKm, endS, xOf, yOf }: Section): Markup[] {
  const used = stations.used.map((each) => ({ ...each, kind: "used", pickMs: each.timeMs }));
  const ignored = stations.ignored.map((each) => ({ ...each, kind: "left-out" }));
  return [...ignored, ...used].flatMap(({ stationId, distanceKm: km, pickMs, kind }) => {
    const afterS = pickMs === null ? Number.NaN : (pickMs - originMs) / 1000;
    if (!(afterS >= -BEFORE_S && afterS <= endS) || km > farKm) return [];
    const [x, y] = [at(xOf(afterS)), yOf(km)];
    return [
      html`<line class="onset ${kind}" x1="${x}" x2="${x}" y1="${at(y - 9)}" y2="${at(y + 9)}"><title>${stationId}: pick ${fixed(afterS, 2)} s after the origin</title></line>`,
    ];
  });
}
