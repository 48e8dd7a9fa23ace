// Whether the public is told about one version of an event, and what: never of a preliminary one, and only what matters.
// Pure: what it says of a version depends on that and on what was issued before it.
import type { BULLETIN_KINDS, Bulletin } from "../../shared/contracts/bulletin.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { LANGUAGES } from "../../shared/contracts/text/language.ts";
import { textOf } from "../../shared/contracts/text/textOf.ts";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import { PLUM_RADIUS_KM } from "../../shared/seismo/plum.ts";
import { type ShakingModel, shakingRadiusKm } from "../../shared/seismo/shakingModel.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import { Forecast } from "./forecast.ts";
import { spotAt } from "./placed.ts";

export type Kind = (typeof BULLETIN_KINDS)[number];

/** What is remembered of an earlier bulletin. */
export interface Issued {
  readonly version: number;
  readonly kind: Kind;
  readonly sentMs: number;
  readonly magnitude: number;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly radiusKm: number;
}

export interface BulletinSettings {
  /** Least intensity that must be expected somewhere for the public to be told, MMI. */
  readonly publicIntensity: number;
  readonly model: ShakingModel;
}

export type BulletinDecision =
  | { readonly kind: "notify"; readonly bulletin: Bulletin }
  | { readonly kind: "hold"; readonly code: "neverTold" | "closed" | "preliminary" | "belowMinimum" | "unchanged" };

/** Where at least this is expected people are told: light shaking, MMI; or the setting where that is less. */
const LIGHT = 4;
/** An area is told even where only its middle is concerned. */
const LEAST_RADIUS_KM = 1;
const MATTERS = { magnitude: 0.3, radius: 0.2, km: 10 };
/** As for subscribers: until the shaking is over at the edge, and never less than somebody needs to read it. */
const AFTER_S_MS = 30_000;
const LEAST_LIFE_MS = 60_000;
const CLOSING_LIFE_MS = 600_000;

/** @param issued all earlier bulletins about this event, the oldest first */
export function decideBulletin(
  event: SeismicEvent,
  issued: readonly Issued[],
  settings: BulletinSettings,
): BulletinDecision {
  const last = issued.at(-1);
  const isClosed = last?.kind === "cancelled" || last?.kind === "final";
  if (event.status === "cancelled" || event.status === "final") {
    if (last === undefined) return { kind: "hold", code: "neverTold" };
    if (isClosed) return { kind: "hold", code: "closed" };
    return notify(event, issued, { kind: event.status, ...closingExtent(event, issued, settings) });
  }
  if (last?.kind === "final") return { kind: "hold", code: "closed" };
  if (event.status === "preliminary") return { kind: "hold", code: "preliminary" };
  const extent = extentOf(event, settings);
  // A withdrawn event that came back is news again.
  if (last === undefined || isClosed) {
    if (extent.intensity < settings.publicIntensity) return { kind: "hold", code: "belowMinimum" };
    return notify(event, issued, { kind: "issued", ...extent });
  }
  if (!matters(event, extent, last)) return { kind: "hold", code: "unchanged" };
  return notify(event, issued, { kind: "updated", ...extent });
}

export function issuedOf({ version, kind, sentMs, magnitude, origin, radiusKm }: Bulletin): Issued {
  const { latitudeDeg, longitudeDeg } = origin;
  return { version, kind, sentMs, magnitude: magnitude.value, latitudeDeg, longitudeDeg, radiusKm };
}

export function bulletinIdOf(eventId: string, version: number): string {
  return `${eventId}.${version}`;
}

interface Extent {
  readonly intensity: number;
  readonly radiusKm: number;
}

/** The strongest that is expected anywhere, at the epicentre or where it is felt already, and how far it goes. */
function extentOf(event: SeismicEvent, { model, publicIntensity }: BulletinSettings): Extent {
  const { origin, magnitude, observed, contours } = event;
  const level = Math.min(LIGHT, publicIntensity);
  const forecast = new Forecast(event, model);
  let { intensity } = forecast.at(spotAt(origin));
  let radiusKm =
    contours.find((contour) => contour.intensity === level)?.radiusKm ??
    shakingRadiusKm(model, { magnitude: magnitude.value, depthKm: origin.depthKm, intensity: level });
  for (const station of observed) {
    const felt = forecast.at(spotAt(station));
    intensity = Math.max(intensity, felt.intensity);
    if (felt.intensityFrom === "source" || felt.intensity < level) continue;
    radiusKm = Math.max(radiusKm, felt.distanceKm + PLUM_RADIUS_KM);
  }
  return { intensity: rounded(intensity, 2), radiusKm: rounded(Math.max(LEAST_RADIUS_KM, radiusKm), 1) };
}

/** Who was told must hear the end of it: a withdrawal reaches around all that was ever told. */
function closingExtent(event: SeismicEvent, issued: readonly Issued[], settings: BulletinSettings): Extent {
  if (event.status === "final") return extentOf(event, settings);
  const reachesKm = issued.map((one) => distanceKm(event.origin, one) + one.radiusKm);
  return { intensity: 1, radiusKm: rounded(Math.max(LEAST_RADIUS_KM, ...reachesKm), 1) };
}

function matters({ magnitude, origin }: SeismicEvent, { radiusKm }: Extent, last: Issued): boolean {
  // 6.8 - 6.5 is a little less than 0.3 in binary.
  const differ = (a: number, b: number, by: number) => Math.abs(a - b) >= by - 1e-9;
  return (
    differ(magnitude.value, last.magnitude, MATTERS.magnitude) ||
    differ(radiusKm, last.radiusKm, MATTERS.radius * last.radiusKm) ||
    distanceKm(origin, last) > MATTERS.km
  );
}

function notify(
  event: SeismicEvent,
  issued: readonly Issued[],
  { kind, intensity, radiusKm }: Extent & { readonly kind: Kind },
): BulletinDecision {
  const { mode, run, eventId, version, status, asOfMs, origin, magnitude, likelihood, reason, contours, observed } =
    event;
  const { latitudeDeg, longitudeDeg } = origin;
  const area = { kind: "area", mode, type: kind, status, intensity, radiusKm, latitudeDeg, longitudeDeg } as const;
  const bulletin: Bulletin = {
    ...{ mode, run, bulletinId: bulletinIdOf(eventId, version), eventId, version, kind, status },
    sentMs: asOfMs,
    expiresMs: expiryMs(event, kind, radiusKm),
    references: issued.map((one) => ({ bulletinId: bulletinIdOf(eventId, one.version), sentMs: one.sentMs })),
    ...{ origin, magnitude, likelihood },
    stationCount: new Set(event.arrivals.map(({ stationId }) => stationId)).size,
    ...{ intensity, radiusKm, reason },
    ...(kind === "cancelled" ? { contours: [] } : { contours, observed }),
    texts: LANGUAGES.map(({ tag }) => textOf(tag, { ...area, magnitude: magnitude.value })),
  };
  return { kind: "notify", bulletin };
}

function expiryMs({ origin, asOfMs }: SeismicEvent, kind: Kind, radiusKm: number): number {
  if (kind === "cancelled" || kind === "final") return asOfMs + CLOSING_LIFE_MS;
  const sAtEdgeMs = origin.timeMs + 1000 * travelTimeS("S", radiusKm, origin.depthKm);
  return Math.round(Math.max(sAtEdgeMs + AFTER_S_MS, asOfMs + LEAST_LIFE_MS));
}

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
