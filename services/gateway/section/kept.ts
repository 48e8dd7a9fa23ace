// What is kept of an event beside its versions: the span of its waveforms, its stations, and which of them were recorded.
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { newestVersion } from "../repository.ts";
import { type EventStation, type StationsDeps, stationsOfEvent } from "./eventStations.ts";
import { spanOf, stationsWithWaveforms, type WaveformSpan } from "./storedWaveforms.ts";

export interface Kept {
  readonly event: SeismicEvent;
  readonly span: WaveformSpan;
  readonly stations: ReadonlyMap<string, EventStation>;
  /** Ids of stations that have waveforms in this span. */
  readonly recorded: ReadonlySet<string>;
}

/** Undefined: there is no such event. @throws Unavailable */
export async function keptOf(eventId: string, deps: StationsDeps): Promise<Kept | undefined> {
  const database = await deps.database();
  const event = await newestVersion(database, eventId);
  if (event === undefined) return undefined;
  const span = spanOf(event);
  const recorded = await stationsWithWaveforms(database, span);
  const stations = await stationsOfEvent({ ...event, epicentre: event.origin }, deps);
  return { event, span, stations, recorded };
}

export const WHY_NONE =
  "the catalogue keeps them from 30 s before the first P to 120 s after it (CATALOGUE_WAVEFORMS), for 90 days or as is set";
