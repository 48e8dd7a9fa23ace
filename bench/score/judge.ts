// What became of a true earthquake: which of our events it is, how soon it was told, how far off, how large.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import { radiusOfIntensityKm } from "../../shared/seismo/ipe.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import type { Truth } from "../../simulators/truth.ts";
import type { Floor } from "./floor.ts";
import { type Matched, toldOf } from "./match.ts";

/** Errors at the first version, the first confirmed one, five and ten seconds after that, and at the end. */
export interface Errors {
  readonly first: number | null;
  readonly confirmed: number | null;
  readonly plus5: number | null;
  readonly plus10: number | null;
  readonly final: number | null;
}

export interface EventScore {
  readonly id: string;
  readonly magnitude: number | null;
  /** A: four clear P within 100 km; C: fewer than three clear P, or clipped; B: between. */
  readonly grade: "A" | "B" | "C";
  /** A confirmed version, as every subscriber gets it. */
  readonly alerted: boolean;
  /** Confirmed events of this earthquake, one if all is well. */
  readonly eventsMade: number;
  /** It was taken back after it had been confirmed. */
  readonly cancelled: boolean;
  /** Confirmed events of the recording that are no earthquake of its truth, told at the earthquake next in time. */
  readonly otherEvents: number;
  readonly firstPAfterOriginS: number | null;
  readonly floorAfterFirstPS: { readonly p2: number | null; readonly p3: number | null; readonly p4: number | null };
  readonly firstPreliminaryAfterFirstPS: number | null;
  readonly firstConfirmedAfterFirstPS: number | null;
  readonly firstPreliminaryAfterOriginS: number | null;
  readonly firstConfirmedAfterOriginS: number | null;
  readonly stationsAtConfirmed: number | null;
  readonly locationErrorKm: Errors;
  readonly magnitudeError: Errors;
  /** From the first confirmed version to S at these epicentral distances, and where these intensities are to be expected. */
  readonly warningS: Readonly<Record<string, number | null>>;
  readonly notes: readonly string[];
}

const WARNING_KM = [25, 50, 100];
const WARNING_MMI = [4, 5, 6, 7];

export interface Case {
  readonly id: string;
  readonly truth: Truth;
  readonly floor: Floor;
  readonly matched: Matched;
  readonly notes: readonly string[];
}

export function scoreOf({ id, truth, floor, matched, notes }: Case): EventScore {
  const [own = []] = matched.events;
  const told = toldOf(truth, own);
  const [first, last] = [told[0], told.at(-1)];
  const confirmed = told.find(({ status }) => status === "confirmed");
  const at = (seconds: number) =>
    confirmed && told.findLast(({ asOfMs }) => asOfMs <= confirmed.asOfMs + seconds * 1000);
  const errors = (of: (version: SeismicEvent) => number | null): Errors => {
    const rounded = (version: SeismicEvent | undefined) => (version === undefined ? null : round(of(version), 2));
    return {
      first: rounded(first),
      confirmed: rounded(confirmed),
      plus5: rounded(at(5)),
      plus10: rounded(at(10)),
      final: rounded(last),
    };
  };
  const since = (version: SeismicEvent | undefined, ms: number) =>
    version === undefined ? null : round((version.asOfMs - ms) / 1000, 2);
  const floorS = (k: number) => {
    const ms = floor.receivedMs[k - 1];
    return ms === undefined ? null : round((ms - floor.firstPMs) / 1000, 2);
  };
  return {
    id,
    magnitude: truth.magnitude,
    grade: gradeOf(id, floor),
    alerted: confirmed !== undefined,
    eventsMade: matched.events.filter((one) => one.some(({ status }) => status === "confirmed")).length,
    cancelled: confirmed !== undefined && own.at(-1)?.status === "cancelled",
    otherEvents: matched.otherEvents,
    firstPAfterOriginS: round((floor.firstPMs - truth.timeMs) / 1000, 2),
    floorAfterFirstPS: { p2: floorS(2), p3: floorS(3), p4: floorS(4) },
    firstPreliminaryAfterFirstPS: since(first, floor.firstPMs),
    firstConfirmedAfterFirstPS: since(confirmed, floor.firstPMs),
    firstPreliminaryAfterOriginS: since(first, truth.timeMs),
    firstConfirmedAfterOriginS: since(confirmed, truth.timeMs),
    stationsAtConfirmed: confirmed === undefined ? null : new Set(confirmed.arrivals.map((a) => a.stationId)).size,
    locationErrorKm: errors(({ origin }) => distanceKm(origin, truth)),
    magnitudeError: errors(({ magnitude }) => (truth.magnitude === null ? null : magnitude.value - truth.magnitude)),
    warningS: warnings(truth, confirmed),
    notes,
  };
}

function gradeOf(id: string, floor: Floor): EventScore["grade"] {
  if (floor.clear < 3 || id.includes("clipped")) return "C";
  return floor.clearWithin100Km >= 4 ? "A" : "B";
}

function warnings(truth: Truth, confirmed: SeismicEvent | undefined): Record<string, number | null> {
  const at = (km: number | undefined) => {
    if (confirmed === undefined || km === undefined) return null;
    return round((truth.timeMs - confirmed.asOfMs) / 1000 + travelTimeS("S", km, truth.depthKm), 1);
  };
  const radius = (intensity: number) => {
    const { magnitude, depthKm } = truth;
    const km = magnitude === null ? 0 : radiusOfIntensityKm({ magnitude, depthKm, intensity });
    return km > 0 ? km : undefined;
  };
  return Object.fromEntries([
    ...WARNING_KM.map((km) => [`km${km}`, at(km)]),
    ...WARNING_MMI.map((intensity) => [`mmi${intensity}`, at(radius(intensity))]),
  ]);
}

export function round(value: number, digits: number): number;
export function round(value: number | null, digits: number): number | null;
export function round(value: number | null, digits: number): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  return Math.round(value * 10 ** digits) / 10 ** digits + 0;
}
