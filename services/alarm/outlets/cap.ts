// A bulletin as a message of the Common Alerting Protocol [CAP 1.2 §3.2]; what must hold of it is in capRules.ts.
import type { Bulletin, BulletinText } from "../../../shared/contracts/bulletin.ts";
import type { Mode } from "../../../shared/contracts/mode.ts";
import { type Content, formatXml, type Markup, tag, tokenOf } from "../../../shared/contracts/xml.ts";
import { circle, cutAtDateLine, holdsPole, type Position } from "../../../shared/seismo/contour.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";

export interface CapIssuer {
  /** Of every message, in its references too. */
  readonly sender: string;
  /** Who answers for alarms of live mode: as long as nobody does they are tests. */
  readonly authority: string;
}

export type CapStatus = "Actual" | "Exercise" | "Test";

export const CAP_NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2";

/** How long it shakes after S. */
const AFTER_S_MS = 30_000;
const VERTICES = 36;
const MSG_TYPES = { issued: "Alert", updated: "Update", cancelled: "Cancel", final: "Update" } as const;

/** The only place where anything becomes Actual. */
export function capStatusOf(mode: Mode, authority: string): CapStatus {
  if (mode === "live") return authority === "" ? "Test" : "Actual";
  return mode === "drill" ? "Exercise" : "Test";
}

export function capIdentifierOf(bulletinId: string): string {
  return tokenOf(bulletinId);
}

export function formatCap(bulletin: Bulletin, issuer: CapIssuer): string {
  const { bulletinId, kind, mode, run, references, eventId } = bulletin;
  const status = capStatusOf(mode, issuer.authority);
  const earlier = references.map((one) => `${issuer.sender},${capIdentifierOf(one.bulletinId)},${capTime(one.sentMs)}`);
  const content: Content[] = [
    tag("identifier", capIdentifierOf(bulletinId)),
    tag("sender", issuer.sender),
    tag("sent", capTime(bulletin.sentMs)),
    tag("status", status),
    tag("msgType", MSG_TYPES[kind]),
    tag("scope", "Public"),
    status === "Actual" ? undefined : tag("note", noteOf(mode, run)),
    earlier.length === 0 ? undefined : tag("references", earlier.join(" ")),
    tag("incidents", tokenOf(eventId)),
    bulletin.texts.map((text) => infoOf(bulletin, text, issuer)),
  ];
  return formatXml(tag("alert", content.flat(), { xmlns: CAP_NAMESPACE }));
}

function noteOf(mode: Mode, run: string): string {
  if (mode === "live") return "Test: made from live sensors, but no authority answers for the alarms of this system.";
  const what = mode === "drill" ? "Exercise" : "Test";
  return `${what}: ${mode} "${run}". This is not happening.`;
}

function infoOf(bulletin: Bulletin, text: BulletinText, { authority }: CapIssuer): Markup {
  const sent = capTime(bulletin.sentMs);
  const isUnanswered = bulletin.mode === "live" && authority === "";
  const content: Content[] = [
    tag("language", text.language),
    tag("category", "Geo"),
    tag("event", "Earthquake"),
    tag("responseType", responseOf(bulletin)),
    tag("urgency", isOver(bulletin) || hasPassed(bulletin) ? "Past" : "Immediate"),
    tag("severity", severityOf(bulletin)),
    tag("certainty", certaintyOf(bulletin)),
    tag("effective", sent),
    tag("onset", capTime(bulletin.origin.timeMs)),
    // To the end of the second it falls in.
    tag("expires", capTime(bulletin.expiresMs + 999)),
    tag("senderName", authority === "" ? undefined : authority),
    tag("headline", `${isUnanswered ? "TEST: " : ""}${text.headline}`),
    tag("description", text.detail),
    tag("instruction", text.instruction),
    parametersOf(bulletin),
    tag("area", areaOf(bulletin)),
  ];
  return tag("info", content.flat());
}

function isOver({ kind }: Bulletin): boolean {
  return kind === "cancelled" || kind === "final";
}

/** S waves are beyond the edge: what there was to be told in time is too late now. */
function hasPassed({ origin, radiusKm, sentMs }: Bulletin): boolean {
  return sentMs > origin.timeMs + 1000 * travelTimeS("S", radiusKm, origin.depthKm) + AFTER_S_MS;
}

function responseOf(bulletin: Bulletin): string {
  if (isOver(bulletin)) return "AllClear";
  return hasPassed(bulletin) ? "Monitor" : "Shelter";
}

/** From very strong shaking (VII) buildings fall, from strong shaking (VI) things do (Wald et al., 1999). */
function severityOf({ kind, intensity }: Bulletin): string {
  if (kind === "cancelled") return "Minor";
  if (intensity >= 7.5) return "Extreme";
  if (intensity >= 5.5) return "Severe";
  return intensity >= 3.5 ? "Moderate" : "Minor";
}

/** "Likely" is more than one half [CAP 1.2 §3.2.2]; that it was an earthquake is known once it is final. */
function certaintyOf({ kind, likelihood }: Bulletin): string {
  if (kind === "cancelled") return "Unlikely";
  if (likelihood > 0.5) return kind === "final" ? "Observed" : "Likely";
  return likelihood >= 0.1 ? "Possible" : "Unlikely";
}

function parametersOf({ magnitude, origin, likelihood, version, mode, run, intensity }: Bulletin): Markup[] {
  const parameters: Readonly<Record<string, string>> = {
    magnitude: magnitude.value.toFixed(1),
    magnitudeType: magnitude.type,
    originTime: new Date(Math.round(origin.timeMs)).toISOString(),
    depthKm: origin.depthKm.toFixed(1),
    likelihood: likelihood.toFixed(3),
    version: String(version),
    intensity: intensity.toFixed(1),
    mode,
    ...(run === "" ? {} : { run }),
  };
  return Object.entries(parameters).map(([name, value]) =>
    tag("parameter", [tag("valueName", name), tag("value", value)]),
  );
}

/** Circle and polygon are the same area: two polygons across the date line, none where it would hold a pole. */
function areaOf({ origin, radiusKm }: Bulletin): Content[] {
  const { latitudeDeg, longitudeDeg } = origin;
  const pair = ([longitude, latitude]: Position) => `${latitude.toFixed(3)},${longitude.toFixed(3)}`;
  const rings = holdsPole(origin, radiusKm) ? [] : cutAtDateLine(circle(origin, radiusKm, VERTICES));
  const northing = `${Math.abs(latitudeDeg).toFixed(2)}° ${latitudeDeg < 0 ? "S" : "N"}`;
  const easting = `${Math.abs(longitudeDeg).toFixed(2)}° ${longitudeDeg < 0 ? "W" : "E"}`;
  return [
    tag("areaDesc", `within ${Math.ceil(radiusKm)} km of ${northing} ${easting}`),
    ...rings.map((ring) => tag("polygon", ring.map(pair).join(" "))),
    tag("circle", `${pair([longitudeDeg, latitudeDeg])} ${radiusKm.toFixed(1)}`),
  ];
}

/** `2002-05-24T16:49:00-07:00`: no fraction, and UTC is written -00:00 [CAP 1.2 §3.3.2]. */
export function capTime(epochMs: number): string {
  return `${new Date(Math.floor(epochMs / 1000) * 1000).toISOString().slice(0, 19)}-00:00`;
}
