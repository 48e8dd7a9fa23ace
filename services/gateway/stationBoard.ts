// Every station of every world as the page shows it, and what changed since it was last asked.
import type { EdgeNews } from "../../shared/contracts/edge.ts";
import type { Health } from "../../shared/contracts/health.ts";
import { worldKey } from "../../shared/contracts/mode.ts";
import type { Motion } from "../../shared/contracts/motion.ts";
import type { Pick } from "../../shared/contracts/pick.ts";
import { type Station, stationKey } from "../../shared/contracts/station.ts";
import type { Trust } from "../../shared/contracts/trust.ts";
import type { StationState, StationView } from "./view.ts";

const MAX_STATIONS = 20_000;
/** From here on people feel it (MMI II). */
const SHAKING_FROM = 2;
const SHAKING_FOR_MS = 5000;
const TRIGGERED_FOR_MS = 20_000;

interface Entry {
  readonly view: StationView;
  shookMs: number;
  pickedMs: number;
  /** When an edge heard what is told of its connection. */
  heardMs: number;
  /** What the station is, or how the ground moves there, changed since the last tick. */
  renewed: boolean;
  moved: boolean;
}

export interface StationChanges {
  readonly renewed: readonly StationView[];
  readonly moved: readonly StationView[];
}

export class StationBoard {
  readonly #silentAfterMs: number;
  readonly #entries = new Map<string, Entry>();

  constructor(silentAfterMs: number) {
    this.#silentAfterMs = silentAfterMs;
  }

  register(station: Station): void {
    const key = stationKey(station);
    const known = this.#entries.get(key);
    if (known === undefined && this.#entries.size >= MAX_STATIONS) return;
    const told = toldOf(station);
    // The directory is read again every half minute: all of it is not news.
    if (known !== undefined && isSame(known.view, told)) return;
    const place = { key, world: worldKey(station), ...told };
    const quiet = { state: "silent", intensity: 1, pgaMps2: 0, lastSeenMs: null } as const;
    const unknown = { health: null, connection: null, trust: null };
    const never = Number.NEGATIVE_INFINITY;
    const view = { ...quiet, ...unknown, ...known?.view, ...place };
    this.#entries.set(key, {
      shookMs: never,
      pickedMs: never,
      heardMs: never,
      moved: false,
      ...known,
      view,
      renewed: true,
    });
  }

  /** It was removed: told no more. */
  unregister(station: Station): void {
    this.#entries.delete(stationKey(station));
  }

  motion(motion: Motion, nowMs: number): void {
    const world = worldKey(motion);
    for (const { stationId, intensity, pgaMps2 } of motion.stations) {
      const entry = this.#entries.get(`${world}/${stationId}`);
      if (entry === undefined) continue;
      const rounded = Math.round(intensity * 10) / 10;
      if (rounded >= SHAKING_FROM) entry.shookMs = nowMs;
      entry.moved ||= rounded !== entry.view.intensity;
      entry.view.intensity = rounded;
      entry.view.pgaMps2 = pgaMps2;
      entry.view.lastSeenMs = nowMs;
    }
  }

  pick(pick: Pick, nowMs: number): void {
    const entry = this.#entries.get(stationKey(pick));
    if (entry === undefined) return;
    entry.pickedMs = nowMs;
    entry.view.lastSeenMs = nowMs;
  }

  health(health: Health): void {
    const world = worldKey(health);
    for (const { stationId, ...report } of health.stations) {
      const entry = this.#entries.get(`${world}/${stationId}`);
      if (entry === undefined) continue;
      entry.renewed ||= entry.view.health?.state !== report.state || entry.view.health.reason !== report.reason;
      entry.view.health = report;
    }
  }

  trust(trust: Trust): void {
    const world = worldKey(trust);
    for (const { stationId, ...worth } of trust.stations) {
      const entry = this.#entries.get(`${world}/${stationId}`);
      if (entry !== undefined) entry.view.trust = worth;
    }
  }

  /** Replicas of the edge repeat what they heard: what is older than known is no news. */
  edge(message: EdgeNews): void {
    const world = worldKey(message);
    for (const { stationId, connection, heardMs } of message.stations) {
      const entry = this.#entries.get(`${world}/${stationId}`);
      if (entry === undefined || heardMs <= entry.heardMs) continue;
      entry.heardMs = heardMs;
      entry.renewed ||= entry.view.connection !== connection;
      entry.view.connection = connection;
    }
  }

  /** Lets states pass with time. @returns what is to be told since the last tick. */
  tick(nowMs: number): StationChanges {
    const renewed: StationView[] = [];
    const moved: StationView[] = [];
    for (const entry of this.#entries.values()) {
      const state = this.#stateOf(entry, nowMs);
      if (entry.renewed) renewed.push(entry.view);
      else if (entry.moved || state !== entry.view.state) moved.push(entry.view);
      entry.view.state = state;
      entry.renewed = false;
      entry.moved = false;
    }
    return { renewed, moved };
  }

  #stateOf({ view, shookMs, pickedMs }: Entry, nowMs: number): StationState {
    if (view.lastSeenMs === null || nowMs - view.lastSeenMs > this.#silentAfterMs) return "silent";
    if (nowMs - pickedMs < TRIGGERED_FOR_MS) return "triggered";
    return nowMs - shookMs < SHAKING_FOR_MS ? "shaking" : "idle";
  }

  forgetWorld(world: string): void {
    for (const [key, { view }] of this.#entries) if (view.world === world) this.#entries.delete(key);
  }

  all(): readonly StationView[] {
    return [...this.#entries.values()].map((entry) => entry.view);
  }

  stationOf(key: string): StationView | undefined {
    return this.#entries.get(key)?.view;
  }
}

/** What a station is, of what the page is told. */
function toldOf({ stationId, name = "", latitudeDeg, longitudeDeg, elevationM, sampleRateHz, vs30Mps }: Station) {
  return { stationId, name, latitudeDeg, longitudeDeg, elevationM, sampleRateHz, vs30Mps: vs30Mps ?? null };
}

function isSame(view: StationView, told: ReturnType<typeof toldOf>): boolean {
  return Object.entries(told).every(([name, value]) => Reflect.get(view, name) === value);
}
