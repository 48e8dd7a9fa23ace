// A map without a base map: stations used and ignored by shape, the epicentre with its error ellipse, and how it moved.
import { azimuthDeg, distanceKm, type Place } from "../../../../shared/seismo/geodesy.ts";
import type { IgnoredStation, Report } from "../schema.ts";
import { html, type Markup } from "./html.ts";
import { at, coordinates, fixed } from "./words.ts";

const SIZE = 640;
const MIDDLE = SIZE / 2;
const RADIUS = 300;
const LEAST_KM = 30;
/** More names than this would cover each other. */
const MOST_NAMES = 24;
/** Of the two-dimensional normal distribution. */
const SIGMAS_OF_95 = 2.448;
const RINGS_KM = [10, 20, 50, 100, 150, 200, 300, 500];

interface Plan {
  readonly pointOf: (place: Place) => { readonly x: number; readonly y: number };
  readonly pixelsPerKm: number;
  readonly radiusKm: number;
}

export function mapChart(report: Report): Markup {
  const { stations, origin } = report;
  const plan = planOf(report);
  // A station with a P and an S is one station.
  const used = [...new Map(stations.used.toReversed().map((each) => [each.stationId, each])).values()].flatMap(
    ({ latitudeDeg, longitudeDeg, ...station }) =>
      latitudeDeg === null || longitudeDeg === null ? [] : [{ ...station, latitudeDeg, longitudeDeg }],
  );
  const isWithin = (place: Place) => distanceKm(origin, place) <= plan.radiusKm;
  const ignored = stations.ignored.filter(isWithin);
  const named = used.length + ignored.length <= MOST_NAMES;
  return html`<svg class="chart map" viewBox="0 0 ${SIZE} ${SIZE}" role="img" aria-labelledby="map-title">
<title id="map-title">Stations around ${coordinates(origin)}: used, ignored, and the epicentre of each version</title>
${rings(plan)}
${ignored.map((station) => html`<g>${ignoredMark(station, plan)}${nameOf(station, plan, named)}</g>`)}
${used.filter(isWithin).map((station) => {
  const { x, y } = plan.pointOf(station);
  const said = `${station.stationId}: used, residual ${fixed(station.residualS, 2)} s, ${fixed(station.distanceKm, 0)} km`;
  return html`<g><path class="station used" d="${triangle(x, y)}"><title>${said}</title></path>${nameOf(station, plan, named)}</g>`;
})}
${ellipse(report, plan)}
${track(report, plan)}
<path class="epicentre" d="${star(MIDDLE, MIDDLE)}"><title>Epicentre: ${coordinates(origin)}</title></path>
</svg>`;
}

/** All used stations, and what lies as near; the last epicentre in the middle. */
function planOf({ stations, origin, versions }: Report): Plan {
  const farthestKm = Math.max(
    LEAST_KM,
    ...stations.used.map((station) => station.distanceKm * 1.1),
    ...versions.map((version) => distanceKm(origin, version.origin) * 1.1),
    Math.min(60, ...stations.ignored.map((station) => station.distanceKm)),
  );
  const pixelsPerKm = RADIUS / farthestKm;
  return {
    ...{ pixelsPerKm, radiusKm: farthestKm },
    pointOf(place) {
      const [km, azimuth] = [distanceKm(origin, place), (azimuthDeg(origin, place) * Math.PI) / 180];
      return { x: MIDDLE + pixelsPerKm * km * Math.sin(azimuth), y: MIDDLE - pixelsPerKm * km * Math.cos(azimuth) };
    },
  };
}

function rings({ pixelsPerKm, radiusKm }: Plan): Markup[] {
  const shown = RINGS_KM.filter((km) => km <= radiusKm && km >= radiusKm / 8);
  return shown.map((km) => {
    const r = km * pixelsPerKm;
    return html`<circle class="ring" fill="none" stroke="currentColor" cx="${MIDDLE}" cy="${MIDDLE}" r="${at(r)}" /><text class="tick" x="${MIDDLE + 4}" y="${at(MIDDLE - r - 4)}">${km} km</text>`;
  });
}

/** A cross for those that could not see, an empty triangle for those that did and were left out, a dot for the quiet. */
function ignoredMark(station: IgnoredStation, plan: Plan): Markup {
  const { x, y } = plan.pointOf(station);
  const title = html`<title>${station.stationId}: ${station.reason}</title>`;
  if (station.code === "notTriggered") {
    return html`<circle class="station quiet" cx="${at(x)}" cy="${at(y)}" r="5">${title}</circle>`;
  }
  const isBlind = ["silent", "unknown", "quarantined", "warming"].includes(station.code);
  const d = isBlind ? cross(x, y) : triangle(x, y);
  return html`<path class="station ${isBlind ? "blind" : "left-out"}" d="${d}">${title}</path>`;
}

function nameOf(station: Place & { readonly stationId: string }, { pointOf }: Plan, isNamed: boolean): Markup {
  const { x, y } = pointOf(station);
  const isRight = x > SIZE - 90;
  return isNamed
    ? html`<text class="name" x="${at(x + (isRight ? -11 : 11))}" y="${at(y + 5)}" text-anchor="${isRight ? "end" : "start"}">${station.stationId}</text>`
    : html``;
}

/** 95 % of the horizontal error lie in it. */
function ellipse({ origin }: Report, { pixelsPerKm, radiusKm }: Plan): Markup {
  const [eastEast, eastNorth, northNorth] = origin.covarianceKm2;
  const [mean, half] = [(eastEast + northNorth) / 2, (eastEast - northNorth) / 2];
  const root = Math.hypot(half, eastNorth);
  const pixels = (variance: number) =>
    Math.min(radiusKm, SIGMAS_OF_95 * Math.sqrt(Math.max(0, variance))) * pixelsPerKm;
  const turnDeg = (-0.5 * Math.atan2(eastNorth, half) * 180) / Math.PI;
  return html`<ellipse class="ellipse" fill="none" stroke="currentColor" cx="${MIDDLE}" cy="${MIDDLE}" rx="${at(pixels(mean + root))}" ry="${at(pixels(mean - root))}" transform="rotate(${at(turnDeg)} ${MIDDLE} ${MIDDLE})"><title>95 % of the error lie within</title></ellipse>`;
}

function track({ versions }: Report, { pointOf }: Plan): Markup {
  const points = versions.map(({ version, origin }) => ({ version, ...pointOf(origin) }));
  const line = points.map(({ x, y }) => `${at(x)},${at(y)}`).join(" ");
  return html`<polyline class="track" fill="none" stroke="currentColor" points="${line}" />${points.map(({ version, x, y }) => html`<circle class="moved" cx="${at(x)}" cy="${at(y)}" r="3.5"><title>version ${version}</title></circle>`)}`;
}

function triangle(x: number, y: number): string {
  return `M${at(x)} ${at(y - 8)}L${at(x + 7)} ${at(y + 5)}L${at(x - 7)} ${at(y + 5)}Z`;
}

function cross(x: number, y: number): string {
  return `M${at(x - 6)} ${at(y - 6)}L${at(x + 6)} ${at(y + 6)}M${at(x + 6)} ${at(y - 6)}L${at(x - 6)} ${at(y + 6)}`;
}

function star(x: number, y: number): string {
  const points = Array.from({ length: 10 }, (_, n) => {
    const [radius, turn] = [n % 2 === 0 ? 13 : 5.5, (n * Math.PI) / 5];
    return `${at(x + radius * Math.sin(turn))} ${at(y - radius * Math.cos(turn))}`;
  });
  return `M${points.join("L")}Z`;
}
