// The station directory: every registered station of every world, from the hot state, kept fresh by inventory.v1.
import { setImmediate } from "node:timers/promises";
import { inventory, type Station, stationKey } from "../contracts/station.ts";
import type { Log } from "./log.ts";
import type { Store } from "./store.ts";

const HASH = "stations";
const READ_AT_ONCE = 50;

export class StationDirectory {
  readonly #store: Store;
  readonly #log: Log;
  readonly #byKey = new Map<string, Station>();
  /** As they were read last: most have not changed since. */
  readonly #texts = new Map<string, string>();
  readonly #listeners: ((station: Station) => void)[] = [];
  /** Stations that were removed: late news from before does not bring them back. */
  readonly #removed = new Map<string, Station>();
  #refreshing: Promise<void> | undefined;

  constructor(store: Store, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /** @param key from `stationKey` ("live/XX_AAA"). */
  stationOf(key: string): Station | undefined {
    return this.#byKey.get(key);
  }

  all(): IterableIterator<Station> {
    return this.#byKey.values();
  }

  /** A station that was removed and not registered again. */
  removedOf(key: string): Station | undefined {
    return this.#removed.get(key);
  }

  removed(): IterableIterator<Station> {
    return this.#removed.values();
  }

  /** Calls `listener` for every station that appears, changes or is removed (`removedMs`) from now on. */
  onChange(listener: (station: Station) => void): void {
    this.#listeners.push(listener);
  }

  /** Takes a station into this process's directory (inventory.v1 arrived). Older news about the same station is ignored. */
  accept(station: Station): void {
    const key = stationKey(station);
    const known = this.#byKey.get(key) ?? this.#removed.get(key);
    if (known !== undefined && known.updatedMs > station.updatedMs) return;
    const [now, before] = station.removedMs === undefined ? [this.#byKey, this.#removed] : [this.#removed, this.#byKey];
    before.delete(key);
    now.set(key, station);
    for (const listener of this.#listeners) listener(station);
  }

  /** Registers a station for everybody: the hot state first, then this process. Publish `inventory.v1` afterwards. */
  async register(station: Station): Promise<void> {
    await this.#store.hashSet(HASH, stationKey(station), Buffer.from(inventory.encode(station)).toString("utf8"));
    this.accept(station);
  }

  /** Drops stations of drills, simulations and replays that were registered before a time, here and for everybody. */
  async forgetUnreal(beforeMs: number): Promise<void> {
    for (const [key, station] of this.#byKey) {
      if (station.mode === "live" || station.updatedMs >= beforeMs) continue;
      this.#byKey.delete(key);
      this.#texts.delete(key);
      await this.#store.hashDelete(HASH, key);
    }
  }

  /** Reads the hot state again; calls that come while one runs share it. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#load().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #load(): Promise<void> {
    let read = 0;
    for (const [key, text] of await this.#store.hashAll(HASH)) {
      if (this.#texts.get(key) === text) continue;
      this.#texts.set(key, text);
      // An alarm must not wait until ten thousand stations are read.
      read += 1;
      if (read % READ_AT_ONCE === 0) await setImmediate();
      this.#read(key, text);
    }
  }

  #read(key: string, text: string): void {
    try {
      this.accept(inventory.decode(Buffer.from(text)));
    } catch (error) {
      this.#log.warn({ key, error: String(error) }, "a station in the hot state cannot be read; it is skipped");
    }
  }
}
