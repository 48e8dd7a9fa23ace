// One region a world, made at its first message from what another replica may have left in the hot state.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { type World, worldKey } from "../../shared/contracts/mode.ts";
import type { Region } from "./region.ts";

export interface WorldsOptions {
  readonly nowMs: () => number;
  readonly load: (key: string) => Promise<string | undefined>;
  readonly open: (world: World, snapshot: string | undefined) => Region;
}

interface Place {
  region: Region;
  usedMs: number;
  savedMs: number;
}

/** Least recently used worlds beyond this many are dropped: a replay that ended says no goodbye. */
const MOST_WORLDS = 32;
/** Without a message for this long another replica may have been the active one meanwhile. */
const DOUBT_AFTER_MS = 5000;
/** Picks that led to nothing yet are saved at most this often, in data time. */
const SAVE_EVERY_MS = 1000;

export class Worlds {
  readonly #options: WorldsOptions;
  readonly #places = new Map<string, Place>();
  readonly #opening = new Map<string, Promise<Place>>();

  constructor(options: WorldsOptions) {
    this.#options = options;
  }

  /** Works at once where the world is known; otherwise in the order of the calls, once it is opened. */
  in<T>(world: World, work: (region: Region) => T): T | Promise<T> {
    const key = worldKey(world);
    const opening = this.#opening.get(key);
    if (opening !== undefined) return opening.then((place) => work(place.region));
    const place = this.#places.get(key);
    if (place === undefined || this.#options.nowMs() - place.usedMs > DOUBT_AFTER_MS) {
      return this.#open(world, place).then((opened) => work(opened.region));
    }
    this.#use(key, place);
    return work(place.region);
  }

  /** Where to save what, if there is something another replica could not do without. */
  snapshotDue(world: World, versions: readonly SeismicEvent[]): { key: string; make: () => string } | undefined {
    const place = this.#places.get(worldKey(world));
    if (place === undefined) return undefined;
    const clockMs = place.region.clockMs();
    if (versions.length === 0 && clockMs < place.savedMs + SAVE_EVERY_MS) return undefined;
    place.savedMs = clockMs;
    return { key: keyOf(worldKey(world)), make: place.region.snapshotLater() };
  }

  #open(world: World, before: Place | undefined): Promise<Place> {
    const key = worldKey(world);
    const opening = this.#options.load(keyOf(key)).then((snapshot) => {
      const loaded = this.#options.open(world, snapshot);
      const region = before !== undefined && before.region.clockMs() >= loaded.clockMs() ? before.region : loaded;
      const place = { region, usedMs: 0, savedMs: before?.savedMs ?? Number.NEGATIVE_INFINITY };
      this.#use(key, place);
      return place;
    });
    this.#opening.set(key, opening);
    return opening.finally(() => this.#opening.delete(key));
  }

  #use(key: string, place: Place): void {
    place.usedMs = this.#options.nowMs();
    this.#places.delete(key);
    this.#places.set(key, place);
    const oldest = this.#places.keys().next().value;
    if (this.#places.size > MOST_WORLDS && oldest !== undefined) this.#places.delete(oldest);
  }
}

function keyOf(world: string): string {
  return `integrator:${world}`;
}
