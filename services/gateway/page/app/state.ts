// Everything the page knows, brought up to date by the messages of the live stream; and which world it shows.
import type { Status } from "../../status.ts";
import type { EventView, PickView, StationState, StationView, VersionView, WorldView } from "../../view.ts";
import type { AlarmPathView } from "../parts/alarmPath.ts";
import { modeOf } from "./modes.ts";

const MAX_PICKS = 200;
const MAX_LISTED = 100;
/** A world nothing is heard from for this long no longer moves its clock on. */
const WORLD_STOPS_MS = 10_000;
/** For this long after its last version an event counts as going on. */
const ONGOING_MS = 120_000;

type Told<Name extends string, Data> = { readonly name: Name; readonly data: Data & { readonly nowMs: number } };
type Change = readonly [string, StationState, number, number, number | null];
type EventHead = Omit<EventView, "versions" | "alerts" | "deliveries" | "alertCount" | "outcomes">;
type EventNews = EventHead & Partial<EventView>;

/** What the gateway's stream says: `live.ts`, `service.ts`. */
export type Message =
  | Told<
      "snapshot",
      {
        readonly worlds: readonly WorldView[];
        readonly stations: readonly StationView[];
        readonly picks: readonly PickView[];
        readonly events: readonly EventView[];
        readonly status: Status;
      }
    >
  | Told<"stations", { readonly stations: readonly StationView[] }>
  | Told<"motion", { readonly changes: readonly Change[] }>
  | Told<"picks", { readonly picks: readonly PickView[] }>
  | Told<"event", EventNews>
  | Told<"version", EventHead & { readonly version: VersionView }>
  | Told<"alerts", Pick<EventView, "eventId" | "alertCount" | "alerts">>
  | Told<"deliveries", Pick<EventView, "eventId" | "outcomes" | "deliveries">>
  | Told<"worlds", { readonly worlds: readonly WorldView[] }>
  | Told<"status", Status>
  | Told<"path", AlarmPathView>;

export class State {
  worlds = new Map<string, WorldView>();
  stations = new Map<string, StationView>();
  events = new Map<string, EventView>();
  picks: readonly PickView[] = [];
  status: Status | null = null;
  /** What the heartbeats of the alarm path tell, and when the gateway said so; null when there are none. */
  path: AlarmPathView | null = null;
  /** "auto", or the key of a world a person chose. */
  chosenWorld = "auto";
  chosenEvent: string | null = null;
  /** Gateway's clock minus ours; the largest seen is the one with the least delay on the way. */
  #skewMs = Number.NEGATIVE_INFINITY;
  #newVersions: { readonly event: EventView; readonly version: VersionView }[] = [];

  nowMs(): number {
    return Date.now() + (Number.isFinite(this.#skewMs) ? this.#skewMs : 0);
  }

  take(message: Message): void {
    if (message.name === "snapshot") this.#skewMs = Number.NEGATIVE_INFINITY;
    if (message.data.nowMs) this.#skewMs = Math.max(this.#skewMs, message.data.nowMs - Date.now());
    switch (message.name) {
      case "snapshot":
        this.#snapshot(message.data);
        break;
      case "stations":
        for (const station of message.data.stations) this.stations.set(station.key, station);
        break;
      case "motion":
        for (const change of message.data.changes) this.#moved(change);
        break;
      case "picks":
        this.#picked(message.data.picks);
        break;
      case "event":
        this.#event(message.data);
        break;
      case "version":
        this.#version(message.data);
        break;
      case "alerts":
        this.#alerts(message.data);
        break;
      case "deliveries":
        this.#deliveries(message.data);
        break;
      case "worlds":
        this.#setWorlds(message.data.worlds);
        break;
      case "status":
        this.#setStatus(message.data);
        break;
      case "path":
        this.path = message.data;
    }
  }

  #snapshot(data: (Message & { name: "snapshot" })["data"]): void {
    this.stations = new Map(data.stations.map((station) => [station.key, station]));
    const known = this.events;
    this.events = new Map(data.events.map((event) => [event.eventId, event]));
    this.picks = data.picks;
    this.#setStatus(data.status);
    this.#setWorlds(data.worlds);
    // Who opens the page, or comes back, in the middle of an earthquake is told of it as well.
    for (const event of data.events) {
      const version = newestOf(event);
      const isNews = (known.get(event.eventId)?.versions.at(-1)?.version ?? 0) < version.version;
      if (isNews && this.isOngoing(event)) this.#newVersions.push({ event, version });
    }
  }

  #setStatus(status: Status): void {
    this.status = status;
    this.path = status.alarmPath && { ...status.alarmPath, nowMs: status.nowMs };
  }

  #setWorlds(worlds: readonly WorldView[]): void {
    this.worlds = new Map(worlds.map((world) => [world.key, world]));
    for (const [key, station] of this.stations) if (!this.worlds.has(station.world)) this.stations.delete(key);
  }

  #moved([key, state, intensity, pgaMps2, lastSeenMs]: Change): void {
    const station = this.stations.get(key);
    if (station !== undefined) Object.assign(station, { state, intensity, pgaMps2, lastSeenMs });
  }

  #picked(picks: readonly PickView[]): void {
    const known = new Set(picks.map((pick) => pick.pickId));
    this.picks = [...picks.toReversed(), ...this.picks.filter((pick) => !known.has(pick.pickId))].slice(0, MAX_PICKS);
  }

  #event(data: EventNews): void {
    const known = this.events.get(data.eventId);
    if (known !== undefined) Object.assign(known, data);
    else if (isWhole(data)) {
      this.events.set(data.eventId, data);
      this.#newVersions.push({ event: data, version: newestOf(data) });
    }
  }

  #version({ version, ...head }: EventHead & { readonly version: VersionView }): void {
    const event = this.events.get(head.eventId);
    if (event === undefined) return;
    const others = event.versions.filter((known) => known.version !== version.version);
    const versions = [...others, version].sort((a, b) => a.version - b.version);
    Object.assign(event, head, { versions });
    this.#newVersions.push({ event, version });
  }

  #alerts({ eventId, alertCount, alerts }: Pick<EventView, "eventId" | "alertCount" | "alerts">): void {
    const event = this.events.get(eventId);
    if (event === undefined) return;
    event.alertCount = alertCount;
    event.alerts = newestFirst(alerts, event.alerts);
  }

  #deliveries({ eventId, outcomes, deliveries }: Pick<EventView, "eventId" | "outcomes" | "deliveries">): void {
    const event = this.events.get(eventId);
    if (event === undefined) return;
    event.outcomes = outcomes;
    event.deliveries = newestFirst(deliveries, event.deliveries);
  }

  /** Versions that came since it was asked last: each is announced once. */
  takeNewVersions(): readonly { readonly event: EventView; readonly version: VersionView }[] {
    const versions = this.#newVersions;
    this.#newVersions = [];
    return versions;
  }

  stationsOf(world: string): readonly StationView[] {
    return [...this.stations.values()].filter((station) => station.world === world);
  }

  /** Newest origin first. */
  eventsOf(world: string): readonly EventView[] {
    const ours = [...this.events.values()].filter((event) => event.world === world);
    return ours.sort((a, b) => newestOf(b).origin.timeMs - newestOf(a).origin.timeMs);
  }

  isOngoing(event: EventView): boolean {
    const newest = newestOf(event);
    const isOpen = newest.status === "preliminary" || newest.status === "confirmed";
    return isOpen && this.nowMs() - newest.arrivedMs < ONGOING_MS;
  }

  /** The real world first when something goes on there; then where something goes on; then what was heard last. */
  shownWorld(): string {
    if (this.chosenWorld !== "auto" && this.worlds.has(this.chosenWorld)) return this.chosenWorld;
    const ongoing = [...this.events.values()].filter((event) => this.isOngoing(event));
    const live = ongoing.find((event) => event.mode === "live");
    const newest = ongoing.sort((a, b) => newestOf(b).arrivedMs - newestOf(a).arrivedMs)[0];
    const shown = live ?? newest;
    if (shown !== undefined) return shown.world;
    const heard = [...this.worlds.values()].sort((a, b) => b.wallMs - a.wallMs);
    const fresh = heard.filter((world) => this.nowMs() - world.wallMs < WORLD_STOPS_MS);
    const [event] = this.events.values();
    return (fresh.find((world) => world.mode === "live") ?? heard[0])?.key ?? event?.world ?? "none";
  }

  /** An event that goes on in the real world while another world is shown. */
  liveElsewhere(world: string): EventView | undefined {
    if (modeOf(world) === "live") return undefined;
    return [...this.events.values()].find((event) => event.mode === "live" && this.isOngoing(event));
  }

  shownEvent(world: string): EventView | undefined {
    const events = this.eventsOf(world);
    const chosen = events.find((event) => event.eventId === this.chosenEvent);
    return chosen ?? events.find((event) => this.isOngoing(event)) ?? events[0];
  }

  /** Data time of a world now: live it is the time; a replay's clock is elsewhere and may run faster. */
  dataNowMs(world: string): number {
    const clock = this.worlds.get(world);
    if (clock === undefined || clock.mode === "live") return this.nowMs();
    return clock.dataMs + Math.min(WORLD_STOPS_MS, this.nowMs() - clock.wallMs) * clock.rate;
  }
}

/** @throws Error for an event without a version; the gateway tells of none. */
export function newestOf(event: EventView): VersionView {
  const newest = event.versions.at(-1);
  if (newest === undefined) throw new Error(`event ${event.eventId} has no version`);
  return newest;
}

function isWhole(news: EventNews): news is EventView {
  return news.versions !== undefined && news.versions.length > 0;
}

function newestFirst<T extends { readonly alertId: string }>(fresh: readonly T[], known: readonly T[]): T[] {
  const ids = new Set(fresh.map(({ alertId }) => alertId));
  return [...fresh, ...known.filter(({ alertId }) => !ids.has(alertId))].slice(0, MAX_LISTED);
}
