// The registry of live stations: decides, keeps in the database, then tells the hot state and everybody.
import { setImmediate } from "node:timers/promises";
import { inventory, type Station, stationKey } from "../../../shared/contracts/station.ts";
import { ask } from "../../../shared/runtime/ask.ts";
import { reasonOf, Unavailable } from "../../../shared/runtime/errors.ts";
import { type Context, out } from "../../../shared/runtime/service.ts";
import type { Decision } from "./decision.ts";
import { TWO_PLACES } from "./moved.ts";
import { type StationRecord, stationOf } from "./record.ts";
import { type By, keep, recordsOf } from "./repository.ts";

export type RegistryContext = Pick<
  Context,
  "database" | "clock" | "log" | "metrics" | "stations" | "publish" | "stopping"
>;

export type Decide = (known: StationRecord | undefined, stationId: string) => Decision | undefined;

/** Small enough that SQLite, which works in this thread, never holds up an alarm beside it. */
export const BATCH = 20;
/** So many are told before alarms in the same process get their turn. */
const TOLD_AT_ONCE = 5;
/** Whoever else changes the same stations is soon done. */
const ROUNDS = 5;

export interface KeepOptions {
  readonly by: By;
  readonly isAudited?: boolean;
  /** Only what would be done. */
  readonly isDryRun?: boolean;
}

export class Registry {
  readonly #context: RegistryContext;
  /** When what everybody was told of a station was changed: such news needs no look into the database. */
  readonly #keptMs = new Map<string, number>();
  readonly #untold = new Map<string, Station>();

  constructor(context: RegistryContext) {
    this.#context = context;
  }

  /** Whether these are the registry's own news. */
  isKept({ stationId, updatedMs }: Station): boolean {
    return this.#keptMs.get(stationId) === updatedMs;
  }

  note({ stationId, updatedMs }: Pick<StationRecord, "stationId" | "updatedMs">): void {
    this.#keptMs.set(stationId, updatedMs);
  }

  /**
   * In batches, so that alarms in the same process have their turn between.
   * @returns what was decided, in the order of the ids
   * @throws Unavailable when the database does not answer; what was kept until then stays
   */
  async decide(ids: readonly string[], decide: Decide, options: KeepOptions): Promise<readonly Decision[]> {
    const decided: Decision[] = [];
    for (let at = 0; at < ids.length; at += BATCH) {
      decided.push(...(await this.#batch(ids.slice(at, at + BATCH), decide, options)));
      await setImmediate();
    }
    return decided;
  }

  async #batch(ids: readonly string[], decide: Decide, options: KeepOptions): Promise<readonly Decision[]> {
    const all: Decision[] = [];
    let open = ids;
    for (let round = 0; open.length > 0; round += 1) {
      if (round === ROUNDS) throw new Unavailable(`station ${open[0]}: changed by others again and again`);
      const records = await ask(this.#context, "read stations", (database) => recordsOf(database, open));
      const decisions = open.flatMap((id) => {
        const decision = decide(records.get(id), id);
        if (decision === undefined) for (const record of [records.get(id)]) if (record !== undefined) this.note(record);
        return decision ?? [];
      });
      if (options.isDryRun || decisions.length === 0) return [...all, ...decisions];
      const keeping = { ...options, nowMs: this.#context.clock.nowMs() };
      await setImmediate();
      const kept = await ask(this.#context, "keep stations", (database) => keep(database, decisions, keeping));
      await setImmediate();
      await this.#follow(kept.decisions);
      all.push(...kept.decisions);
      open = kept.again;
    }
    return all;
  }

  /** The database has it: now everybody else. */
  async #follow(decisions: readonly Decision[]): Promise<void> {
    const told: Station[] = [];
    for (const { record, changes, isTold } of decisions) {
      this.note(record);
      const station = stationOf(record);
      if (isTold && station !== undefined) told.push(station);
      if (changes.some(({ action }) => action === "moved")) this.#noticed(record);
    }
    await this.tell(told);
  }

  /** What the hot state or the bus does not take now is told again later. */
  async tell(stations: readonly Station[]): Promise<void> {
    for (let at = 0; at < stations.length; at += TOLD_AT_ONCE) {
      await Promise.all(stations.slice(at, at + TOLD_AT_ONCE).map((station) => this.#tellOne(station)));
      await setImmediate();
    }
  }

  async #tellOne(station: Station): Promise<void> {
    const { stations, publish, log } = this.#context;
    this.note(station);
    this.#untold.set(station.stationId, station);
    try {
      await stations.register(station);
      await publish(out(inventory, station));
      if (this.#untold.get(station.stationId) === station) this.#untold.delete(station.stationId);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      log.warn({ stationId: station.stationId, reason: reasonOf(error) }, "a station is told to all later");
    }
  }

  /** To be called now and then. What another replica has told anew since is left. */
  async tellAgain(): Promise<void> {
    const { stations } = this.#context;
    for (const [id, station] of this.#untold) {
      const key = stationKey(station);
      const known = stations.stationOf(key) ?? stations.removedOf(key);
      if (known !== undefined && known.updatedMs > station.updatedMs) this.#untold.delete(id);
    }
    await this.tell([...this.#untold.values()]);
  }

  #noticed({ stationId, moved, fixed }: StationRecord): void {
    const { log, metrics } = this.#context;
    if (moved === undefined) return;
    const isTwo = moved.reason === TWO_PLACES;
    metrics.count("eew_catalogue_stations_moved_total", "Devices found elsewhere than they stood", {
      places: isTwo ? "in turn" : "new",
    });
    const { distanceKm, from, to, reason } = moved;
    const stays = fixed.includes("latitudeDeg") ? "its place is fixed and stays" : "its new place is taken";
    log.warn(
      { stationId, distanceKm, from, to, reason, stays },
      isTwo ? `station moved: ${TWO_PLACES}` : "station moved",
    );
  }
}
