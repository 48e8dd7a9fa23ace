// Somebody felt something: which event of ours was it, and if none, what did the stations around see? Pure.
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Pick as Onset } from "../../../shared/contracts/pick.ts";
import { distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";
import { REACH_KM, type StandingStation } from "../record/stationRows.ts";
import type { Witness } from "./whySchema.ts";

export interface FeltAt extends Place {
  readonly timeMs: number;
}

const SAME_KM = 100;
const SAME_MS = 30_000;
/** Health comes every ten seconds. */
const HEARD_WITHIN_MS = 30_000;

/** Of the newest versions near in time the one that it was: the nearest in space where several could be. */
export function sameEvent(candidates: readonly SeismicEvent[], felt: FeltAt): SeismicEvent | undefined {
  return candidates
    .filter(({ origin }) => couldBe(origin, felt))
    .sort((a, b) => distanceKm(a.origin, felt) - distanceKm(b.origin, felt))[0];
}

/** Felt from half a minute before the origin (clocks) to half a minute after S was there. */
function couldBe(origin: SeismicEvent["origin"], felt: FeltAt): boolean {
  const km = distanceKm(origin, felt);
  if (km > SAME_KM) return false;
  const sArrivalMs = origin.timeMs + 1000 * travelTimeS("S", km, origin.depthKm);
  return felt.timeMs >= origin.timeMs - SAME_MS && felt.timeMs <= sArrivalMs + SAME_MS;
}

/** A kilometre counts as a third of a second. */
export function nearestEvent(candidates: readonly SeismicEvent[], felt: FeltAt): SeismicEvent | undefined {
  const apart = ({ origin }: SeismicEvent) =>
    Math.abs(origin.timeMs - felt.timeMs) / 1000 + distanceKm(origin, felt) / 3;
  return candidates.toSorted((a, b) => apart(a) - apart(b))[0];
}

export function witnessesOf(
  stations: readonly StandingStation[],
  picks: readonly Onset[],
  felt: FeltAt,
): readonly Witness[] {
  const picksOf = Map.groupBy(picks, ({ stationId }) => stationId);
  return stations.map((station) => ({
    ...{ stationId: station.stationId, name: station.name, distanceKm: distanceKm(station, felt) },
    ...standing(station, felt),
    lastSampleMs: station.health?.lastSampleMs ?? null,
    pickMs: (picksOf.get(station.stationId) ?? []).map(({ timeMs }) => timeMs),
  }));
}

function standing({ health }: StandingStation, { timeMs }: FeltAt): Standing {
  if (health === null) return { state: "unknown", reason: "nothing was heard of it since this catalogue started" };
  if (health.lastSampleMs < timeMs - HEARD_WITHIN_MS) {
    return { state: "silent", reason: `its last sample is of ${new Date(health.lastSampleMs).toISOString()}` };
  }
  return { state: health.state, reason: health.reason };
}

type Standing = Pick<Witness, "state" | "reason">;

export interface Witnessed {
  readonly witnesses: readonly Witness[];
  readonly neededStations: number | null;
  /** The event that comes closest, in words; "" without one. */
  readonly nearest: string;
}

/** Why there was no event. */
export function noEventText({ witnesses, neededStations, nearest }: Witnessed): string {
  const end = nearest === "" ? "" : ` The nearest thing to it is ${nearest}.`;
  if (witnesses.length === 0) {
    return `We have no event there, and no station within ${REACH_KM} km that could have seen one.${end}`;
  }
  const picked = witnesses.filter(({ pickMs }) => pickMs.length > 0);
  const absent = witnesses.filter(({ state }) => state !== "ok");
  const needed = neededStations === null ? "several must agree" : `${neededStations} must agree to confirm`;
  const first = picked.toSorted((a, b) => (a.pickMs[0] ?? 0) - (b.pickMs[0] ?? 0))[0];
  const began = first === undefined ? "" : ` (${first.stationId} first)`;
  const missing = absent.length === 0 ? "all are well" : `${absent.length} silent, unhealthy or unknown`;
  return (
    `We have no event there: of ${witnesses.length} stations within ${REACH_KM} km ` +
    `${picked.length} picked something about that time${began}, ${missing}; ${needed}.${end}`
  );
}
