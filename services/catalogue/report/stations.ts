// The stations of an event: used, with how well they fit; ignored, with the reason. Pure.
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Pick } from "../../../shared/contracts/pick.ts";
import { distanceKm } from "../../../shared/seismo/geodesy.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";
import { REACH_KM, type StandingStation } from "../record/stationRows.ts";
import { reasonOf } from "./ignored.ts";
import type { IgnoredStation, Stations, UsedStation } from "./schema.ts";

export interface Attendance {
  /** First to last. */
  readonly versions: readonly SeismicEvent[];
  readonly stations: readonly StandingStation[];
  /** Of their world, about the time. */
  readonly picks: readonly Pick[];
  readonly otherEventOf: (pickId: string) => string | undefined;
}

export function stationsIn(attendance: Attendance): Stations {
  const last = attendance.versions.at(-1);
  if (last === undefined) return { reachKm: REACH_KM, used: [], ignored: [] };
  const byId = new Map(attendance.stations.map((station) => [station.stationId, station]));
  const used = usedIn(last, byId);
  const isUsed = new Set(used.map(({ stationId }) => stationId));
  const absent = attendance.stations.filter(({ stationId }) => !isUsed.has(stationId));
  const ignored = ignoredBy(last, { ...attendance, stations: absent });
  return { reachKm: REACH_KM, used, ignored };
}

function usedIn({ origin, arrivals }: SeismicEvent, byId: ReadonlyMap<string, StandingStation>): UsedStation[] {
  return arrivals
    .map((arrival) => {
      const { stationId, phase, timeMs, residualS, weight, azimuthDeg } = arrival;
      const station = byId.get(stationId);
      return {
        ...{ stationId, name: station?.name ?? "" },
        ...{ latitudeDeg: station?.latitudeDeg ?? null, longitudeDeg: station?.longitudeDeg ?? null },
        ...{ phase, timeMs, afterOriginS: (timeMs - origin.timeMs) / 1000, residualS, weight, azimuthDeg },
        distanceKm: arrival.distanceKm,
      };
    })
    .sort((a, b) => a.distanceKm - b.distanceKm);
}

function ignoredBy(last: SeismicEvent, { versions, stations, picks, otherEventOf }: Attendance): IgnoredStation[] {
  const { origin, asOfMs } = last;
  const picksOf = Map.groupBy(picks, ({ stationId }) => stationId);
  const usedUntil = lastUses(versions);
  return stations
    .map((station) => {
      const km = distanceKm(origin, station);
      const arrivalMs = (phase: "P" | "S") => Math.round(origin.timeMs + 1000 * travelTimeS(phase, km, origin.depthKm));
      const [predictedPMs, predictedSMs] = [arrivalMs("P"), arrivalMs("S")];
      const own = picksOf.get(station.stationId) ?? [];
      const predicted = { predictedPMs, predictedSMs, asOfMs };
      const uses = usedUntil.get(station.stationId) ?? 0;
      const { code, reason } = reasonOf({ station, ...predicted, picks: own, usedUntil: uses, otherEventOf });
      const { stationId, name, latitudeDeg, longitudeDeg, health } = station;
      return {
        ...{ stationId, name, latitudeDeg, longitudeDeg, distanceKm: km, code, reason, predictedPMs, predictedSMs },
        pickMs: own[0]?.timeMs ?? null,
        lastSampleMs: health?.lastSampleMs ?? null,
      };
    })
    .sort((a, b) => a.distanceKm - b.distanceKm);
}

/** By station the last version that used it. */
function lastUses(versions: readonly SeismicEvent[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { version, arrivals } of versions) for (const { stationId } of arrivals) last.set(stationId, version);
  return last;
}
