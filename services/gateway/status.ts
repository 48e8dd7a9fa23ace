// The health of the whole in one answer: worlds, stations by state, what each topic brought, which service is missing.
import { MODES, type Mode } from "../../shared/contracts/mode.ts";
import type { AlarmPath, AlarmPathState } from "../../shared/runtime/alarmPath.ts";
import type { Live } from "./live.ts";
import type { StationState } from "./view.ts";
import type { Readiness, Watch } from "./watch.ts";

export interface Status {
  readonly nowMs: number;
  readonly startedMs: number;
  /** Modes seen since the start; what the page's banner speaks of. */
  readonly modes: readonly Mode[];
  readonly stations: Readonly<Record<string, Readonly<Record<StationState, number>>>>;
  readonly events: number;
  readonly openEvents: number;
  readonly topics: ReturnType<Live["counters"]>;
  readonly services: readonly Readiness[];
  /** By world, where the edge is overloaded: the share of stations that are left out. */
  readonly shed: Readonly<Record<string, number>>;
  readonly pages: number;
  /** What the heartbeats tell; null when they are turned off. */
  readonly alarmPath: AlarmPathState | null;
}

interface StatusOf {
  readonly live: Live;
  readonly watch: Watch;
  readonly startedMs: number;
  readonly nowMs: number;
  readonly pages: number;
  readonly alarmPath: AlarmPath | undefined;
}

export function statusOf({ live, watch, startedMs, nowMs, pages, alarmPath: path }: StatusOf): Status {
  const stations: Record<string, Record<StationState, number>> = {};
  for (const { world, state } of live.stations()) {
    const counts = stations[world] ?? { silent: 0, idle: 0, shaking: 0, triggered: 0 };
    counts[state] += 1;
    stations[world] = counts;
  }
  const seen = new Set(live.worlds().map((world) => world.mode));
  const events = live.events();
  const openEvents = events.filter((event) => {
    const status = event.versions.at(-1)?.status;
    return status === "preliminary" || status === "confirmed";
  }).length;
  const modes = MODES.filter((mode) => seen.has(mode));
  const [topics, services, shed] = [live.counters(), watch.all(), live.shed(nowMs)];
  const alarmPath = path?.state(nowMs) ?? null;
  const counts = { events: events.length, openEvents, pages };
  return { nowMs, startedMs, modes, stations, ...counts, topics, services, shed, alarmPath };
}
