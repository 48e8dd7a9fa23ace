// How magnitude, place, depth and likelihood came to what they are, version after version, with their uncertainties.
import { distanceKm } from "../../../../shared/seismo/geodesy.ts";
import type { Report, VersionReport } from "../schema.ts";
import { html, type Markup } from "./html.ts";
import { type TimeScale, timeScale } from "./timeScale.ts";
import { after, at, fixed } from "./words.ts";

interface Series {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  readonly valueIn: (version: VersionReport) => number;
  /** One sigma; 0 where there is none. */
  readonly sigmaIn: (version: VersionReport) => number;
  /** What the axis holds at least, and where it ends. */
  readonly least?: number;
  readonly most?: number;
  readonly span: number;
}

const [WIDTH, HEIGHT] = [360, 190];
const FRAME = { left: 44, right: 346, top: 14, bottom: 158 };

export function historyCharts({ versions, origin }: Report): Markup {
  const lastS = Math.max(...versions.map(({ afterOriginS }) => afterOriginS));
  const time = timeScale(lastS, { from: FRAME.left + 10, to: FRAME.right - 8 });
  const all: readonly Series[] = [
    {
      ...{ id: "magnitude", title: "Magnitude", unit: "", digits: 1, span: 1 },
      valueIn: ({ magnitude }) => magnitude.value,
      sigmaIn: ({ magnitude }) => magnitude.uncertainty,
    },
    {
      ...{ id: "distance", title: "Distance to the last epicentre", unit: "km", digits: 0, least: 0, span: 10 },
      valueIn: (version) => distanceKm(version.origin, origin),
      sigmaIn: (version) => version.origin.horizontalUncertaintyKm,
    },
    {
      ...{ id: "depth", title: "Depth", unit: "km", digits: 0, span: 10 },
      valueIn: (version) => version.origin.depthKm,
      sigmaIn: (version) => version.origin.depthUncertaintyKm,
    },
    {
      ...{ id: "likelihood", title: "Likelihood", unit: "", digits: 1, least: 0, most: 1, span: 1 },
      valueIn: ({ likelihood }) => likelihood,
      sigmaIn: () => 0,
    },
  ];
  return html`<div class="charts">${all.map((series) => chartOf(series, versions, time))}</div>`;
}

function chartOf(series: Series, versions: readonly VersionReport[], time: TimeScale): Markup {
  const { low, high } = rangeOf(series, versions);
  const yOf = (value: number) => {
    const share = (Math.min(high, Math.max(low, value)) - low) / (high - low);
    return FRAME.bottom - share * (FRAME.bottom - FRAME.top);
  };
  const ticks = [low, (low + high) / 2, high];
  const points = versions.map((version) => pointOf(series, version, { time, yOf }));
  const line = versions.map((each) => `${at(time.xOf(each.afterOriginS))},${at(yOf(series.valueIn(each)))}`).join(" ");
  const caption = `${series.title}${series.unit === "" ? "" : `, ${series.unit}`}`;
  return html`<figure><figcaption>${caption}</figcaption>
<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="chart-${series.id}">
<title id="chart-${series.id}">${caption}, over seconds after the origin; bars are one standard error</title>
${ticks.map(
  (
    value,
  ) => html`<line class="grid" x1="${FRAME.left}" x2="${FRAME.right}" y1="${at(yOf(value))}" y2="${at(yOf(value))}" />
<text class="tick" x="${FRAME.left - 6}" y="${at(yOf(value) + 4)}" text-anchor="end">${fixed(value, high - low < 2 ? 1 : series.digits)}</text>`,
)}
${time.ticksS.map((s) => html`<text class="tick" x="${at(time.xOf(s))}" y="${HEIGHT - 10}" text-anchor="middle">${s}</text>`)}
<polyline class="line" fill="none" stroke="currentColor" points="${line}" />${points}
</svg></figure>`;
}

function rangeOf({ valueIn, sigmaIn, least, most, span }: Series, versions: readonly VersionReport[]) {
  const lows = versions.map((version) => valueIn(version) - sigmaIn(version));
  const highs = versions.map((version) => valueIn(version) + sigmaIn(version));
  const low = least ?? Math.floor(Math.min(...lows));
  return { low, high: most ?? Math.max(low + span, Math.ceil(Math.max(...highs))) };
}

interface Axes {
  readonly time: TimeScale;
  readonly yOf: (value: number) => number;
}

function pointOf(series: Series, version: VersionReport, { time, yOf }: Axes): Markup {
  const [value, sigma] = [series.valueIn(version), series.sigmaIn(version)];
  const [x, y] = [at(time.xOf(version.afterOriginS)), at(yOf(value))];
  const bar =
    sigma > 0
      ? html`<line class="error" x1="${x}" x2="${x}" y1="${at(yOf(value - sigma))}" y2="${at(yOf(value + sigma))}" />`
      : html``;
  const error = sigma > 0 ? ` ± ${fixed(sigma, series.digits)}` : "";
  const said = `version ${version.version}, ${after(version.afterOriginS)}: ${fixed(value, 2)}${error} ${series.unit}`;
  return html`${bar}<circle class="dot ${version.status}" cx="${x}" cy="${y}" r="4"><title>${said}</title></circle>`;
}
