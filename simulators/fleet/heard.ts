// What the gateway tells of a run's events: counted for the fleet's view, and as versions for a verdict.
import type { ToldEvent } from "../api.ts";
import type { ToldVersion } from "../verdict.ts";
import type { Heard } from "./view.ts";

export function heardOf(events: readonly ToldEvent[]): Heard {
  const count = (wanted: string) =>
    events.filter(({ versions }) => versions.some(({ status }) => status === wanted)).length;
  const originMs = ({ versions }: ToldEvent) => versions.at(-1)?.origin.timeMs ?? 0;
  const newest = events.toSorted((a, b) => originMs(b) - originMs(a))[0];
  return {
    events: events.length,
    confirmed: count("confirmed"),
    cancelled: count("cancelled"),
    alerts: events.reduce((sum, { alertCount }) => sum + alertCount, 0),
    newest: newest?.title ?? "",
  };
}

export function versionsOf(events: readonly ToldEvent[]): ToldVersion[] {
  return events.flatMap(({ eventId, versions }) => versions.map((version) => ({ ...version, eventId })));
}
