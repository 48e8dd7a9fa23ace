// What a bulletin says over MQTT: the state of its mode, the bulletin itself, what each named place must expect, and the
// command for OpenEEW's sirens. Pure.
import type { Bulletin } from "../../../shared/contracts/bulletin.ts";
import type { Mode } from "../../../shared/contracts/mode.ts";
import type { OutletMessage } from "../../../shared/runtime/mqttOutlet.ts";
import type { ShakingModel } from "../../../shared/seismo/shakingModel.ts";
import { Forecast } from "../forecast.ts";
import { spotAt } from "../placed.ts";
import type { NamedPlace } from "./place.ts";
import { bulletinTopic, OPENEEW_TOPIC, placeTopic, stateTopic } from "./topics.ts";

export interface Announcer {
  readonly model: ShakingModel;
  readonly places: readonly NamedPlace[];
  /** MMI from which a place is told that shaking is expected. */
  readonly minimumIntensity: number;
}

/** Only real alarms light OpenEEW's red light, only drills the orange one; simulations and replays light nothing. */
const OPENEEW_WORD: Partial<Record<Mode, string>> = { live: "true", drill: "test" };

export function isOpen(bulletin: Bulletin): boolean {
  return bulletin.kind === "issued" || bulletin.kind === "updated";
}

/** How long a bulletin is worth anything after it came. */
export function lifeS({ sentMs, expiresMs }: Bulletin): number {
  return Math.max(1, (expiresMs - sentMs) / 1000);
}

export function announce(bulletin: Bulletin, announcer: Announcer): OutletMessage[] {
  const { mode } = bulletin;
  const expiry = { expiresAfterS: lifeS(bulletin) };
  const state = { state: isOpen(bulletin) ? "alarm" : bulletin.kind, ...summaryOf(bulletin) };
  const word = OPENEEW_WORD[mode];
  return [
    { topic: stateTopic(mode), payload: JSON.stringify(state), retain: true, ...expiry },
    { topic: bulletinTopic(mode), payload: JSON.stringify(bulletin), retain: false, ...expiry },
    ...announcer.places.map((place) => {
      const payload = JSON.stringify(placeState(bulletin, place, announcer));
      return { topic: placeTopic(mode, place.name), payload, retain: true, ...expiry };
    }),
    ...(word === undefined ? [] : [openeew(isOpen(bulletin) ? word : "false")]),
  ];
}

/** What holds when nothing is going on, in one mode. */
export function idle(mode: Mode, { places }: Announcer): OutletMessage[] {
  const state = JSON.stringify({ state: "idle", mode });
  const place = JSON.stringify({ shaking: "OFF", mode });
  return [
    { topic: stateTopic(mode), payload: state, retain: true },
    ...places.map(({ name }) => ({ topic: placeTopic(mode, name), payload: place, retain: true })),
    ...(OPENEEW_WORD[mode] === undefined ? [] : [openeew("false")]),
  ];
}

function openeew(alarm: string): OutletMessage {
  return { topic: OPENEEW_TOPIC, payload: JSON.stringify({ Alarm: alarm }), retain: false };
}

function summaryOf(bulletin: Bulletin) {
  const { mode, run, eventId, version, kind, status, likelihood, intensity, radiusKm, origin, magnitude } = bulletin;
  return {
    ...{ mode, run, eventId, version, kind, status },
    headline: bulletin.texts[0]?.headline ?? "",
    ...{ likelihood, intensity, radiusKm },
    origin: {
      time: iso(origin.timeMs),
      latitudeDeg: origin.latitudeDeg,
      longitudeDeg: origin.longitudeDeg,
      depthKm: origin.depthKm,
    },
    magnitude: magnitude.value,
    asOf: iso(bulletin.sentMs),
    expires: iso(bulletin.expiresMs),
  };
}

function placeState(bulletin: Bulletin, place: NamedPlace, { model, minimumIntensity }: Announcer) {
  const { mode, eventId, version, kind, origin, magnitude, observed = [] } = bulletin;
  const of = { mode, eventId, version };
  if (!isOpen(bulletin)) return { shaking: "OFF", ...of, why: kind };
  const forecast = new Forecast({ origin, magnitude, observed }, model);
  const { intensity, distanceKm, sArrivalMs: arrivalMs } = forecast.at(spotAt(place));
  return {
    shaking: intensity >= minimumIntensity ? "ON" : "OFF",
    ...of,
    intensity: Math.round(intensity * 10) / 10,
    secondsLeft: Math.round((arrivalMs - bulletin.sentMs) / 100) / 10,
    arrival: iso(arrivalMs),
    distanceKm: Math.round(distanceKm),
    magnitude: magnitude.value,
    expires: iso(bulletin.expiresMs),
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
