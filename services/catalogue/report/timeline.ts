// What happened when, from the origin to the last delivery, in one list. Pure.
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Moment } from "./schema.ts";
import type { ToldRow } from "./told.ts";
import type { StoredVersion } from "./versions.ts";

export interface History {
  readonly versions: readonly StoredVersion[];
  readonly rows: readonly ToldRow[];
}

/** In the order of the event's clock. */
export function timelineOf({ versions, rows }: History): Moment[] {
  const last = versions.at(-1)?.event;
  if (last === undefined) return [];
  const originMs = last.origin.timeMs;
  const at = (atMs: number) => ({ atMs, afterOriginS: (atMs - originMs) / 1000 });
  const moments: Moment[] = [
    { kind: "origin", ...at(originMs), wallMs: null, text: "the earthquake begins, by the newest origin" },
    ...arrivalsOf(versions).map(({ stationId, phase, timeMs }, n) => ({
      ...{ kind: "pick" as const, ...at(timeMs), wallMs: null, stationId },
      text: `${n === 0 ? "first pick: " : ""}${phase} at ${stationId}`,
    })),
    ...versions.map(({ event, stampsMs, storedMs }) => ({
      ...{ kind: "version" as const, ...at(event.asOfMs), version: event.version },
      wallMs: stampsMs.located ?? (storedMs === 0 ? null : storedMs),
      text: versionText(event),
    })),
    ...deliveriesOf(rows).map(({ kind, row, text }) => ({
      ...{ kind, ...at(row.atMs ?? originMs), wallMs: row.wallMs, version: row.version, text },
    })),
  ];
  return moments.sort((a, b) => a.atMs - b.atMs);
}

/** Those of the last version, and of earlier ones what it left out; by time. */
function arrivalsOf(versions: readonly StoredVersion[]): readonly SeismicEvent["arrivals"][number][] {
  const byPick = new Map(versions.flatMap(({ event }) => event.arrivals).map((arrival) => [arrival.pickId, arrival]));
  return [...byPick.values()].sort((a, b) => a.timeMs - b.timeMs);
}

function versionText({ version, status, magnitude, likelihood, arrivals, reason }: SeismicEvent): string {
  const what = `M ${magnitude.value.toFixed(1)}, likelihood ${likelihood.toFixed(2)}, ${arrivals.length} arrivals`;
  return `version ${version}, ${status}: ${what} (${reason})`;
}

interface Delivered {
  readonly kind: "delivery" | "lastDelivery";
  readonly row: ToldRow;
  readonly text: string;
}

/** The first of each version, and the very last. */
function deliveriesOf(rows: readonly ToldRow[]): readonly Delivered[] {
  const taken = rows.filter(({ atMs }) => atMs !== null).sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
  const firsts = new Map<number, Delivered>();
  for (const row of taken) {
    if (firsts.has(row.version)) continue;
    const left = row.secondsLeft === null ? "" : `, ${row.secondsLeft.toFixed(1)} s before S`;
    const text = `first of those told by version ${row.version} has it${left}`;
    firsts.set(row.version, { kind: "delivery", row, text });
  }
  const last = taken.at(-1);
  const end = last === undefined ? [] : [{ kind: "lastDelivery" as const, row: last, text: "last delivery" }];
  return [...firsts.values(), ...end];
}
