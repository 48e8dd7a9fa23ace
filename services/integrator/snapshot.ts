// What one replica leaves for the next: open events and recent picks as JSON in the hot state.
import type { Associated } from "./associate.ts";
import type { HeldPick } from "./heldPick.ts";
import type { Observed, OpenEvent } from "./openEvent.ts";

export interface Snapshot {
  readonly clockMs: number;
  readonly picks: readonly HeldPick[];
  readonly events: readonly OpenEvent[];
}

type StoredArrival = Omit<Associated, "held"> & { readonly pickId: string };

interface Stored {
  readonly format: number;
  readonly clockMs: number;
  readonly picks: readonly HeldPick[];
  readonly events: readonly (Omit<OpenEvent, "assembly" | "observed"> & {
    readonly location: OpenEvent["assembly"]["location"];
    readonly arrivals: readonly StoredArrival[];
    readonly observed: readonly Observed[];
  })[];
}

/** A snapshot of another format is of another release: it is not read. */
const FORMAT = 1;

/** Picks of events are always among the picks; the others keep for a minute. */
const RECENT_MS = 60_000;

export function snapshotOf({ clockMs, picks, events }: Snapshot): string {
  const ofEvents = new Map(
    events.flatMap((event) => event.assembly.arrivals.map(({ held }) => [held.pick.pickId, held] as const)),
  );
  const recent = picks.filter(({ pick }) => pick.timeMs >= clockMs - RECENT_MS && !ofEvents.has(pick.pickId));
  const stored: Stored = {
    format: FORMAT,
    clockMs,
    picks: [...ofEvents.values(), ...recent],
    events: events.map(({ assembly, observed, ...event }) => ({
      ...event,
      location: assembly.location,
      arrivals: assembly.arrivals.map(({ held, ...rest }) => ({ ...rest, pickId: held.pick.pickId })),
      observed: [...observed.values()],
    })),
  };
  return JSON.stringify(stored);
}

/** Undefined for the snapshot of another release. */
export function parseSnapshot(text: string): Snapshot | undefined {
  const stored = JSON.parse(text) as Stored;
  if (stored.format !== FORMAT) return undefined;
  const byId = new Map(stored.picks.map((held) => [held.pick.pickId, held]));
  const arrivalsOf = (arrivals: readonly StoredArrival[]): Associated[] =>
    arrivals.flatMap(({ pickId, ...rest }) => {
      const held = byId.get(pickId);
      return held === undefined ? [] : [{ ...rest, held }];
    });
  return {
    clockMs: stored.clockMs,
    picks: stored.picks,
    events: stored.events.map(({ location, arrivals, observed, ...event }) => ({
      ...event,
      assembly: { location, arrivals: arrivalsOf(arrivals) },
      observed: new Map(observed.map((station) => [station.stationId, station])),
    })),
  };
}
