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
const FORMAT = 2;

/** Picks of events are always among the picks; the others keep for a minute. */
const RECENT_MS = 60_000;
/** More of either only makes the snapshot slow to save; what is missing comes again with its next update. */
const MOST_ARRIVALS = 100;
const MOST_PICKS = 300;

export function snapshotOf({ clockMs, picks, events }: Snapshot): string {
  const all = new Set(events.flatMap(({ assembly }) => assembly.arrivals.map(({ held }) => held.pick.pickId)));
  const kept = events.flatMap(({ assembly }) => assembly.arrivals.slice(0, MOST_ARRIVALS).map(({ held }) => held));
  const ofEvents = new Map(kept.map((held) => [held.pick.pickId, held]));
  const recent = picks.filter(({ pick }) => pick.timeMs >= clockMs - RECENT_MS && !all.has(pick.pickId));
  const stored: Stored = {
    format: FORMAT,
    clockMs,
    picks: [...ofEvents.values(), ...recent.slice(-MOST_PICKS)],
    events: events.map(({ assembly, observed, ...event }) => ({
      ...event,
      location: assembly.location,
      arrivals: assembly.arrivals
        .slice(0, MOST_ARRIVALS)
        .map(({ held, ...rest }) => ({ ...rest, pickId: held.pick.pickId })),
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
