// QuakeML 1.2 Basic Event Description of our events: origins, magnitudes, and, where wanted, arrivals with their picks.
// Depths are in metres and distances in degrees here [QuakeML 1.2 §3.3]; what was withdrawn is "not existing" and rejected.
import { EARTH_RADIUS_KM } from "../seismo/geodesy.ts";
import type { Arrival, Origin, SeismicEvent } from "./event.ts";
import { modePrefix } from "./mode.ts";
import { type Attributes, type Content, formatXml, type Markup, tag, tokenOf } from "./xml.ts";

export interface QuakemlEvent {
  /** The oldest first; the last one is preferred. */
  readonly versions: readonly [SeismicEvent, ...SeismicEvent[]];
  /** "27 km SW of Zihuatanejo". */
  readonly place?: string;
}

export interface QuakemlOptions {
  /** Of the public ids, `smi:<authority>/…`, and the agency. */
  readonly authority: string;
  readonly withArrivals: boolean;
  /** Of which the preferred one is told alone, and not those of all versions. */
  readonly onlyPreferred?: readonly ("origin" | "magnitude")[];
}

export type PublicId = (...parts: readonly (string | number)[]) => string;

const KM_PER_DEG = (Math.PI / 180) * EARTH_RADIUS_KM;
/** Of one sigma in one dimension, as our uncertainties are. */
const ONE_SIGMA_PERCENT = 68.3;
/** QuakeML has room for eight characters of a station's code. */
const MOST_CODE = 8;

export function formatQuakeml(events: readonly QuakemlEvent[], options: QuakemlOptions): string {
  const told = events.map((event) => quakemlEvent(event, options));
  return quakemlDocument(told, publicIdsOf(options.authority));
}

export function quakemlDocument(events: readonly Markup[], idOf: PublicId): string {
  const attributes = { publicID: idOf("catalogue"), xmlns: "http://quakeml.org/xmlns/bed/1.2" };
  const parameters = tag("eventParameters", events, attributes);
  return formatXml(tag("q:quakeml", [parameters], { "xmlns:q": "http://quakeml.org/xmlns/quakeml/1.2" }));
}

/** `smi:<authority>/…` */
export function publicIdsOf(authority: string): PublicId {
  const of = tokenOf(authority).padEnd(3, "-");
  return (...parts) => `smi:${of}/${parts.map((part) => tokenOf(String(part))).join("/")}`;
}

export function quakemlEvent({ versions, place }: QuakemlEvent, options: QuakemlOptions): Markup {
  const { authority, withArrivals, onlyPreferred = [] } = options;
  const idOf = publicIdsOf(authority);
  const newest = versions.at(-1) ?? versions[0];
  const versionsWith = (what: "origin" | "magnitude") => (onlyPreferred.includes(what) ? [newest] : versions);
  const { eventId, version, mode } = newest;
  // A pick goes on through the versions: it is told once, as the newest one has it.
  const arrivals = versionsWith("origin").flatMap((each) => each.arrivals);
  const picks = new Map(arrivals.map((arrival) => [arrival.pickId, arrival]));
  const prefix = modePrefix(mode);
  const content: Content[] = [
    place === undefined ? undefined : description(`${prefix}${place}`, "region name"),
    prefix === "" ? undefined : comment(`${prefix}this is not happening (mode ${mode}, run "${newest.run}").`),
    withArrivals ? [...picks.values()].map((arrival) => pickOf(arrival, idOf)) : undefined,
    versionsWith("origin").map((each) => originOf(each, idOf, withArrivals)),
    versionsWith("magnitude").map((each) => magnitudeOf(each, idOf)),
    tag("preferredOriginID", idOf("origin", eventId, version)),
    tag("preferredMagnitudeID", idOf("magnitude", eventId, version)),
    tag("type", quakemlTypeOf(newest)),
    tag("typeCertainty", newest.status === "final" ? "known" : "suspected"),
    creationInfo(newest, authority),
  ];
  return tag("event", content.flat(3), { publicID: idOf("event", eventId) });
}

/** Ground that only a computer shook must not end in anybody's catalogue of earthquakes. */
export function quakemlTypeOf({ status, mode }: Pick<SeismicEvent, "status" | "mode">): string {
  return status === "cancelled" || mode === "drill" || mode === "simulation" ? "not existing" : "earthquake";
}

function evaluationOf({ status }: SeismicEvent): Content[] {
  return [tag("evaluationMode", "automatic"), tag("evaluationStatus", status === "cancelled" ? "rejected" : status)];
}

function originOf(event: SeismicEvent, idOf: PublicId, withArrivals: boolean): Markup {
  const { origin, eventId, version, arrivals } = event;
  const horizontalDeg = origin.horizontalUncertaintyKm / KM_PER_DEG;
  // At a pole longitude means nothing, and its error has no bound.
  const shrink = Math.max(0.01, Math.cos((origin.latitudeDeg * Math.PI) / 180));
  const content: Content[] = [
    tag("originUncertainty", uncertaintyOf(origin)),
    withArrivals ? arrivals.map((arrival) => arrivalOf(arrival, event, idOf)) : undefined,
    quantity("time", iso(origin.timeMs), origin.timeUncertaintyS),
    quantity("longitude", origin.longitudeDeg, Math.min(180, rounded(horizontalDeg / shrink, 5))),
    quantity("latitude", origin.latitudeDeg, rounded(horizontalDeg, 5)),
    quantity("depth", rounded(origin.depthKm * 1000, 1), rounded(origin.depthUncertaintyKm * 1000, 1)),
    tag("depthType", "from location"),
    tag("quality", qualityOf(event)),
    tag("type", "hypocenter"),
    ...evaluationOf(event),
  ];
  return tag("origin", content.flat(), { publicID: idOf("origin", eventId, version) });
}

/** The ellipse of the covariance: its axes by the eigenvalues, metres. */
function uncertaintyOf({ covarianceKm2: [ee, en, nn], horizontalUncertaintyKm }: Origin): Content[] {
  const [mean, spread] = [(ee + nn) / 2, Math.hypot((ee - nn) / 2, en)];
  const axisM = (km2: number) => rounded(1000 * Math.sqrt(Math.max(0, km2)), 1);
  const azimuthDeg = (Math.atan2(2 * en, nn - ee) * 90) / Math.PI;
  return [
    tag("horizontalUncertainty", rounded(horizontalUncertaintyKm * 1000, 1)),
    tag("minHorizontalUncertainty", axisM(mean - spread)),
    tag("maxHorizontalUncertainty", axisM(mean + spread)),
    tag("azimuthMaxHorizontalUncertainty", rounded((azimuthDeg + 180) % 180, 1)),
    tag("preferredDescription", "horizontal uncertainty"),
    tag("confidenceLevel", ONE_SIGMA_PERCENT),
  ];
}

function qualityOf({ arrivals, origin }: SeismicEvent): Content[] {
  const stations = new Set(arrivals.map(({ stationId }) => stationId)).size;
  const distancesDeg = arrivals.map(({ distanceKm }) => rounded(distanceKm / KM_PER_DEG, 4));
  const isEmpty = arrivals.length === 0;
  return [
    tag("associatedPhaseCount", arrivals.length),
    tag("usedPhaseCount", arrivals.filter(({ weight }) => weight > 0).length),
    tag("usedStationCount", stations),
    tag("standardError", origin.rmsS),
    tag("azimuthalGap", origin.azimuthalGapDeg),
    isEmpty ? undefined : tag("minimumDistance", Math.min(...distancesDeg)),
    isEmpty ? undefined : tag("maximumDistance", Math.max(...distancesDeg)),
  ];
}

function magnitudeOf(event: SeismicEvent, idOf: PublicId): Markup {
  const { magnitude, eventId, version } = event;
  const content = [
    quantity("mag", magnitude.value, magnitude.uncertainty),
    tag("type", magnitude.type),
    tag("originID", idOf("origin", eventId, version)),
    tag("stationCount", magnitude.stationCount),
    ...evaluationOf(event),
  ];
  return tag("magnitude", content, { publicID: idOf("magnitude", eventId, version) });
}

function arrivalOf(arrival: Arrival, { eventId, version }: SeismicEvent, idOf: PublicId): Markup {
  const content = [
    tag("pickID", idOf("pick", arrival.pickId)),
    tag("phase", arrival.phase),
    tag("azimuth", arrival.azimuthDeg),
    tag("distance", rounded(arrival.distanceKm / KM_PER_DEG, 4)),
    tag("timeResidual", arrival.residualS),
    tag("timeWeight", arrival.weight),
  ];
  return tag("arrival", content, { publicID: idOf("arrival", eventId, version, arrival.pickId) });
}

function pickOf({ pickId, stationId, timeMs, phase }: Arrival, idOf: PublicId): Markup {
  const [network = "", station = ""] = stationId.split("_");
  const codes: Attributes = { networkCode: network, stationCode: station.slice(0, MOST_CODE) };
  const content = [
    tag("time", [tag("value", iso(timeMs))]),
    tag("waveformID", idOf("station", stationId), codes),
    tag("phaseHint", phase),
    tag("evaluationMode", "automatic"),
  ];
  return tag("pick", content, { publicID: idOf("pick", pickId) });
}

function description(text: string, type: string): Markup {
  return tag("description", [tag("text", text), tag("type", type)]);
}

function comment(text: string): Markup {
  return tag("comment", [tag("text", text)]);
}

function creationInfo({ asOfMs, version }: SeismicEvent, authority: string): Markup {
  const agency = tag("agencyID", authority.slice(0, 64));
  return tag("creationInfo", [agency, tag("creationTime", iso(asOfMs)), tag("version", version)]);
}

function quantity(name: string, value: string | number, uncertainty: number): Markup {
  return tag(name, [tag("value", value), tag("uncertainty", uncertainty)]);
}

function iso(epochMs: number): string {
  return new Date(Math.round(epochMs)).toISOString();
}

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
