// Draws docs/images/ground-motion.svg: peaks of simulated earthquakes against recorded ones, over distance.
// Usage: node docs/groundMotionPlot.ts [FILE]; needs the recorded peaks that the tests read (TOCSIN_SHARED).
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLASSES, type Peak, recordedPeaks, simulatedPeak } from "../test/simulators/groundMotion.ts";

const G_MPS2 = 9.80665;
const EARTHQUAKES = 100;
const DEPTH_KM = 10;
const STEPS = 11;
const X = { least: 10, most: 160, ticks: [10, 20, 50, 100] };
const QUANTITIES = [
  {
    title: "PGA, g",
    of: ({ pgaMps2 }: Peak) => pgaMps2 / G_MPS2,
    least: 0.0008,
    most: 2,
    ticks: [0.001, 0.01, 0.1, 1],
  },
  { title: "PGV, cm/s", of: ({ pgvMps }: Peak) => pgvMps * 100, least: 0.05, most: 200, ticks: [0.1, 1, 10, 100] },
] as const;
const PANEL = { width: 270, height: 230, left: 64, top: 62, gapX: 26, gapY: 34 };
const COLOURS = { ink: "#1f2933", faint: "#d9dee4", dot: "#c2410c", band: "#93c5fd", line: "#1d4ed8" };

type Quantity = (typeof QUANTITIES)[number];

interface Frame {
  readonly x0: number;
  readonly y0: number;
  readonly quantity: Quantity;
}

const xOf = (km: number) => (Math.log(km / X.least) / Math.log(X.most / X.least)) * PANEL.width;

function yOf(value: number, { least, most }: Quantity): number {
  return PANEL.height * (1 - Math.log(value / least) / Math.log(most / least));
}

interface Row {
  readonly km: number;
  /** Median less and plus one standard deviation of ln, and the median. */
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

function rowsOf(peaks: readonly (readonly Peak[])[], { of }: Quantity): Row[] {
  return peaks.map((all) => {
    const logs = all.map((peak) => Math.log(of(peak))).toSorted((a, b) => a - b);
    const middle = logs[logs.length >> 1] ?? 0;
    const sigma = Math.sqrt(logs.reduce((sum, value) => sum + (value - middle) ** 2, 0) / logs.length);
    const km = all[0]?.hypocentralKm ?? X.least;
    return { km, low: Math.exp(middle - sigma), middle: Math.exp(middle), high: Math.exp(middle + sigma) };
  });
}

function simulated(magnitude: number): Peak[][] {
  return Array.from({ length: STEPS }, (_, i) => {
    const hypocentralKm = Math.max(10.5, X.least * (X.most / X.least) ** (i / (STEPS - 1)));
    const epicentralKm = Math.sqrt(hypocentralKm ** 2 - DEPTH_KM ** 2);
    return Array.from({ length: EARTHQUAKES }, (_, index) =>
      simulatedPeak({ magnitude, depthKm: DEPTH_KM, epicentralKm, index: i * EARTHQUAKES + index }),
    );
  });
}

function axes({ x0, y0, quantity }: Frame, isLeft: boolean, isBottom: boolean): string {
  const { width, height } = PANEL;
  const vertical = X.ticks.map((km) => {
    const x = (x0 + xOf(km)).toFixed(1);
    const label = isBottom ? `<text x="${x}" y="${y0 + height + 16}" text-anchor="middle">${km}</text>` : "";
    return `<path d="M${x} ${y0}v${height}" stroke="${COLOURS.faint}"/>${label}`;
  });
  const horizontal = quantity.ticks.map((value) => {
    const y = (y0 + yOf(value, quantity)).toFixed(1);
    const label = isLeft ? `<text x="${x0 - 7}" y="${y}" dy="4" text-anchor="end">${value}</text>` : "";
    return `<path d="M${x0} ${y}h${width}" stroke="${COLOURS.faint}"/>${label}`;
  });
  const border = `<rect x="${x0}" y="${y0}" width="${width}" height="${height}" fill="none" stroke="${COLOURS.ink}"/>`;
  const middle = y0 + height / 2;
  const title = `<text transform="translate(${x0 - 48} ${middle}) rotate(-90)" text-anchor="middle">${quantity.title}</text>`;
  return [...vertical, ...horizontal, border, isLeft ? title : ""].join("\n");
}

function curves({ x0, y0, quantity }: Frame, rows: readonly Row[], records: readonly Peak[]): string {
  const at = (km: number, value: number) => `${(x0 + xOf(km)).toFixed(1)},${(y0 + yOf(value, quantity)).toFixed(1)}`;
  const band = [...rows.map(({ km, high }) => at(km, high)), ...rows.toReversed().map(({ km, low }) => at(km, low))];
  const line = rows.map(({ km, middle }) => at(km, middle));
  const dots = records
    .filter(
      (peak) =>
        quantity.of(peak) > quantity.least && quantity.of(peak) < quantity.most && peak.hypocentralKm >= X.least,
    )
    .map((peak) => `<path d="M${at(peak.hypocentralKm, quantity.of(peak))}h0"/>`);
  return [
    `<polygon points="${band.join(" ")}" fill="${COLOURS.band}" fill-opacity="0.55"/>`,
    `<g stroke="${COLOURS.dot}" stroke-opacity="0.6" stroke-width="3.2" stroke-linecap="round">${dots.join("")}</g>`,
    `<polyline points="${line.join(" ")}" fill="none" stroke="${COLOURS.line}" stroke-width="2.4"/>`,
  ].join("\n");
}

function legend(): string {
  const [x, y] = [PANEL.left, 18];
  return [
    `<circle cx="${x + 6}" cy="${y - 4}" r="2.4" fill="${COLOURS.dot}"/>`,
    `<text x="${x + 16}" y="${y}">recorded</text>`,
    `<path d="M${x + 92} ${y - 4}h26" stroke="${COLOURS.line}" stroke-width="2.4"/>`,
    `<text x="${x + 124}" y="${y}">simulated, median of ${EARTHQUAKES} earthquakes at ${DEPTH_KM} km depth</text>`,
    `<rect x="${x + 500}" y="${y - 11}" width="26" height="13" fill="${COLOURS.band}" fill-opacity="0.55"/>`,
    `<text x="${x + 534}" y="${y}">± one standard deviation</text>`,
  ].join("\n");
}

const records = recordedPeaks();
const { left, top, width, height, gapX, gapY } = PANEL;
const all = [left + 3 * width + 2 * gapX + 14, top + 2 * height + gapY + 48] as const;
const panels = CLASSES.flatMap(({ name, least, most }, column) => {
  const magnitude = Number(name.slice(2)) + (column === 0 ? 0.25 : 0);
  const own = records.filter((record) => record.magnitude >= least && record.magnitude <= most);
  const peaks = simulated(magnitude);
  const x0 = left + column * (width + gapX);
  const heading = `<text x="${x0 + width / 2}" y="${top - 12}" text-anchor="middle" font-weight="600">M ${magnitude} · recorded: ${least} to ${most}</text>`;
  const frames = QUANTITIES.map((quantity, row) => ({ x0, y0: top + row * (height + gapY), quantity }));
  const drawn = frames.map(
    (frame, row) => axes(frame, column === 0, row === 1) + curves(frame, rowsOf(peaks, frame.quantity), own),
  );
  return [heading, ...drawn];
});
const below = `<text x="${all[0] / 2 + 20}" y="${all[1] - 8}" text-anchor="middle">distance from the hypocentre, km</text>`;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${all[0]} ${all[1]}" width="${all[0]}" height="${all[1]}" font-family="system-ui, sans-serif" font-size="12.5" fill="${COLOURS.ink}" role="img">
<title>Peak acceleration and velocity over distance, simulated and recorded</title>
<rect width="100%" height="100%" fill="#fff"/>
${[legend(), ...panels, below].join("\n")}
</svg>
`;
writeFileSync(process.argv[2] ?? join(import.meta.dirname, "images/ground-motion.svg"), svg.replaceAll(/\n+/g, "\n"));
