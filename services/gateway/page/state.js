// Everything the page knows, brought up to date by the messages of the live stream; and which world it shows.
import { modeOf } from "./words.js";

const MAX_PICKS = 200;
/** A world nothing is heard from for this long no longer moves its clock on. */
const WORLD_STOPS_MS = 10_000;
/** For this long after its last version an event counts as going on. */
const ONGOING_MS = 120_000;

export class State {
  worlds = new Map();
  stations = new Map();
  events = new Map();
  picks = [];
  status = null;
  /** What the heartbeats of the alarm path tell, and when the gateway said so; null when there are none. */
  path = null;
  /** "auto", or the key of a world a person chose. */
  chosenWorld = "auto";
  chosenEvent = null;
  /** Gateway's clock minus ours; the largest seen is the one with the least delay on the way. */
  #skewMs = Number.NEGATIVE_INFINITY;
  #newVersions = [];

  nowMs() {
    return Date.now() + (Number.isFinite(this.#skewMs) ? this.#skewMs : 0);
  }

  take(name, data) {
    if (name === "snapshot") this.#snapshot(data);
    if (data.nowMs) this.#skewMs = Math.max(this.#skewMs, data.nowMs - Date.now());
    if (name === "stations") for (const station of data.stations) this.stations.set(station.key, station);
    if (name === "motion") for (const change of data.changes) this.#moved(change);
    if (name === "picks") this.#picked(data.picks);
    if (name === "event") this.#event(data);
    if (name === "version") this.#version(data);
    if (name === "alerts") this.#listed(data, "alerts", { alertCount: data.alertCount });
    if (name === "deliveries") this.#listed(data, "deliveries", { outcomes: data.outcomes });
    if (name === "worlds") this.#setWorlds(data.worlds);
    if (name === "status") this.#setStatus(data);
    if (name === "path") this.path = data;
  }

  #snapshot(data) {
    this.#skewMs = Number.NEGATIVE_INFINITY;
    this.stations = new Map(data.stations.map((station) => [station.key, station]));
    this.events = new Map(data.events.map((event) => [event.eventId, event]));
    this.picks = data.picks;
    this.#setStatus(data.status);
    this.#setWorlds(data.worlds);
  }

  #setStatus({ nowMs, ...status }) {
    this.status = status;
    this.path = status.alarmPath && { nowMs, ...status.alarmPath };
  }

  #setWorlds(worlds) {
    this.worlds = new Map(worlds.map((world) => [world.key, world]));
    for (const [key, station] of this.stations) if (!this.worlds.has(station.world)) this.stations.delete(key);
  }

  #moved([key, state, intensity, pgaMps2, lastSeenMs]) {
    const station = this.stations.get(key);
    if (station) Object.assign(station, { state, intensity, pgaMps2, lastSeenMs });
  }

  #picked(picks) {
    const known = new Set(picks.map((pick) => pick.pickId));
    this.picks = [...picks.toReversed(), ...this.picks.filter((pick) => !known.has(pick.pickId))].slice(0, MAX_PICKS);
  }

  #event(data) {
    const known = this.events.get(data.eventId);
    if (known) Object.assign(known, data);
    else if (data.versions) {
      this.events.set(data.eventId, data);
      this.#newVersions.push([data, data.versions.at(-1)]);
    }
  }

  #version({ version, ...head }) {
    const event = this.events.get(head.eventId);
    if (!event) return;
    Object.assign(event, head);
    const others = event.versions.filter((known) => known.version !== version.version);
    event.versions = [...others, version].sort((a, b) => a.version - b.version);
    this.#newVersions.push([event, version]);
  }

  #listed(data, field, totals) {
    const event = this.events.get(data.eventId);
    if (!event) return;
    const known = new Set(data[field].map((entry) => entry.alertId));
    const others = event[field].filter((entry) => !known.has(entry.alertId));
    Object.assign(event, totals, { [field]: [...data[field], ...others].slice(0, 100) });
  }

  /** Versions that came since it was asked last: each is announced once. */
  takeNewVersions() {
    const versions = this.#newVersions;
    this.#newVersions = [];
    return versions;
  }

  /** Newest origin first. */
  eventsOf(world) {
    const ours = [...this.events.values()].filter((event) => event.world === world);
    return ours.sort((a, b) => b.versions.at(-1).origin.timeMs - a.versions.at(-1).origin.timeMs);
  }

  isOngoing(event) {
    const newest = event.versions.at(-1);
    const isOpen = newest.status === "preliminary" || newest.status === "confirmed";
    return isOpen && this.nowMs() - newest.arrivedMs < ONGOING_MS;
  }

  /** The real world first when something goes on there; then where something goes on; then what was heard last. */
  shownWorld() {
    if (this.chosenWorld !== "auto" && this.worlds.has(this.chosenWorld)) return this.chosenWorld;
    const ongoing = [...this.events.values()].filter((event) => this.isOngoing(event));
    const live = ongoing.find((event) => event.mode === "live");
    const newest = ongoing.sort((a, b) => b.versions.at(-1).arrivedMs - a.versions.at(-1).arrivedMs)[0];
    if (live ?? newest) return (live ?? newest).world;
    const heard = [...this.worlds.values()].sort((a, b) => b.wallMs - a.wallMs);
    const fresh = heard.filter((world) => this.nowMs() - world.wallMs < WORLD_STOPS_MS);
    const [eventWorld] = [...this.events.values()].map((event) => event.world);
    return (fresh.find((world) => world.mode === "live") ?? heard[0])?.key ?? eventWorld ?? "none";
  }

  /** An event that goes on in the real world while another world is shown. */
  liveElsewhere(world) {
    if (modeOf(world) === "live") return undefined;
    return [...this.events.values()].find((event) => event.mode === "live" && this.isOngoing(event));
  }

  shownEvent(world) {
    const events = this.eventsOf(world);
    return (
      events.find((event) => event.eventId === this.chosenEvent) ?? events.find((e) => this.isOngoing(e)) ?? events[0]
    );
  }

  /** Data time of a world now: live it is the time; a replay's clock is elsewhere and may run faster. */
  dataNowMs(world) {
    const clock = this.worlds.get(world);
    if (!clock || clock.mode === "live") return this.nowMs();
    return clock.dataMs + Math.min(WORLD_STOPS_MS, this.nowMs() - clock.wallMs) * clock.rate;
  }
}
