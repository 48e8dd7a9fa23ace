// Every version of an event: what changed, what the evidence said, who was told by it. Pure.
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { distanceKm } from "../../../shared/seismo/geodesy.ts";
import type { VersionReport } from "./schema.ts";
import type { ToldRow } from "./told.ts";

export interface StoredVersion {
  readonly event: SeismicEvent;
  /** Wall clock; 0: not known. */
  readonly storedMs: number;
  readonly stampsMs: Readonly<Record<string, number>>;
}

export function versionReports(
  versions: readonly StoredVersion[],
  rows: readonly ToldRow[],
  originMs: number,
): VersionReport[] {
  const byVersion = Map.groupBy(rows, ({ version }) => version);
  return versions.map(({ event, storedMs, stampsMs }, n) => {
    const before = versions[n - 1]?.event;
    const { version, status, asOfMs, reason, origin, magnitude, likelihood, arrivals, evidence } = event;
    return {
      ...{ version, status, asOfMs, afterOriginS: (asOfMs - originMs) / 1000 },
      ...{ storedMs: storedMs === 0 ? null : storedMs, stampsMs: { ...stampsMs } },
      ...{ reason, origin, magnitude, likelihood, arrivalCount: arrivals.length },
      changes: before === undefined ? null : changesBetween(before, event),
      passed: evidence.filter(({ passed }) => passed),
      failed: evidence.filter(({ passed }) => !passed),
      alerts: alertsOf(byVersion.get(version) ?? [], originMs),
    };
  });
}

function changesBetween(before: SeismicEvent, after: SeismicEvent): VersionReport["changes"] {
  const [had, has] = [stationsOf(before), stationsOf(after)];
  return {
    movedKm: distanceKm(before.origin, after.origin),
    depthKm: after.origin.depthKm - before.origin.depthKm,
    timeS: (after.origin.timeMs - before.origin.timeMs) / 1000,
    magnitude: after.magnitude.value - before.magnitude.value,
    likelihood: after.likelihood - before.likelihood,
    addedStations: [...has].filter((stationId) => !had.has(stationId)),
    removedStations: [...had].filter((stationId) => !has.has(stationId)),
  };
}

function stationsOf({ arrivals }: SeismicEvent): ReadonlySet<string> {
  return new Set(arrivals.map(({ stationId }) => stationId));
}

function alertsOf(rows: readonly ToldRow[], originMs: number): VersionReport["alerts"] {
  const taken = rows.filter(({ outcome }) => outcome === "delivered");
  const { first, last } = spanOf(taken);
  const after = (atMs: number | undefined) => (atMs === undefined ? null : (atMs - originMs) / 1000);
  return { sent: rows.length, delivered: taken.length, firstAfterOriginS: after(first), lastAfterOriginS: after(last) };
}

/** Of ten thousand: not by spreading them into one call. */
function spanOf(rows: readonly ToldRow[]): { readonly first?: number; readonly last?: number } {
  const times = rows.flatMap(({ atMs }) => (atMs === null ? [] : [atMs])).sort((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  return first === undefined || last === undefined ? {} : { first, last };
}
