// What is known about the earthquakes in a recording, and how far a message is from it.
import { distanceKm, type Place } from "../shared/seismo/geodesy.ts";
import { travelTimeS } from "../shared/seismo/travelTime.ts";
import { fieldsOf, numberOf, textOf, timeMsOf } from "./fields.ts";

export interface Truth extends Place {
  /** The catalogue's name for it; empty where it has none. */
  readonly id: string;
  readonly timeMs: number;
  readonly depthKm: number;
  readonly magnitude: number | null;
}

/** Where the catalogue gives no depth: the middle of the crust. */
const UNKNOWN_DEPTH_KM = 10;

/** The earthquake, or several (`events`, or a list), or none for noise or a folder whose truth has parts missing. */
export function truthsOf(event: unknown): Truth[] {
  const several = Array.isArray(event) ? event : fieldsOf(event).events;
  const list: readonly unknown[] = Array.isArray(several) ? several : [event];
  return list.flatMap((one) => truthOf(one) ?? []).toSorted((a, b) => a.timeMs - b.timeMs);
}

function truthOf(event: unknown): Truth | undefined {
  const { id, origin_time, lat, lon, depth_km, magnitude } = fieldsOf(event);
  const [timeMs, latitudeDeg, longitudeDeg] = [timeMsOf(origin_time), numberOf(lat), numberOf(lon)];
  if (timeMs === undefined || latitudeDeg === undefined || longitudeDeg === undefined) return undefined;
  if (Math.abs(latitudeDeg) > 90 || Math.abs(longitudeDeg) > 360) return undefined;
  return {
    id: textOf(id),
    timeMs,
    latitudeDeg,
    longitudeDeg,
    depthKm: Math.max(0, numberOf(depth_km) ?? UNKNOWN_DEPTH_KM),
    magnitude: numberOf(magnitude) ?? null,
  };
}

/** The file says that there was none, rather than saying it badly. */
export function isOfNoise(event: unknown): boolean {
  const { events, origin_time } = Array.isArray(event) ? { events: event } : fieldsOf(event);
  return Array.isArray(events) ? events.length === 0 : origin_time === undefined || origin_time === null;
}

/** The only one, or the one whose origin time is nearest. */
export function truthFor(truths: readonly Truth[], originMs: number): Truth | undefined {
  return truths.toSorted((a, b) => Math.abs(a.timeMs - originMs) - Math.abs(b.timeMs - originMs))[0];
}

/** When the first P reached a station of the network. */
export function firstPMs(truth: Truth, stations: readonly Place[]): number {
  const nearestKm = Math.min(...stations.map((station) => distanceKm(truth, station)));
  return truth.timeMs + travelTimeS("P", nearestKm, truth.depthKm) * 1000;
}

/** Where the replay's subscriber stands: the station nearest to 60 km from the epicentre, or the network's middle. */
export function subscriberPlace(truths: readonly Truth[], stations: readonly Place[]): Place {
  const [truth] = truths;
  if (truth === undefined) return middleOf(stations);
  const off = (station: Place) => Math.abs(distanceKm(truth, station) - 60);
  const { latitudeDeg, longitudeDeg } = stations.toSorted((a, b) => off(a) - off(b))[0] ?? truth;
  return { latitudeDeg, longitudeDeg };
}

/** Mean of unit vectors, so that a network on both sides of the date line has its middle there. */
function middleOf(places: readonly Place[]): Place {
  const radians = Math.PI / 180;
  const sum = { x: 0, y: 0, z: 0 };
  for (const { latitudeDeg, longitudeDeg } of places) {
    sum.x += Math.cos(latitudeDeg * radians) * Math.cos(longitudeDeg * radians);
    sum.y += Math.cos(latitudeDeg * radians) * Math.sin(longitudeDeg * radians);
    sum.z += Math.sin(latitudeDeg * radians);
  }
  return {
    latitudeDeg: Math.atan2(sum.z, Math.hypot(sum.x, sum.y)) / radians,
    longitudeDeg: Math.atan2(sum.y, sum.x) / radians,
  };
}
