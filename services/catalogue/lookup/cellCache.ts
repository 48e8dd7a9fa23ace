// Remembers in the hot state what is near a cell, for the next versions of the same event, whichever replica takes them. It
// may be away at any time: then the database answers. What an import brings makes it forget; no more than that it forgets in time.
import { z } from "zod";
import { pastEventSchema } from "../../../shared/contracts/context.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import type { Metrics } from "../../../shared/runtime/metrics.ts";
import type { Store } from "../../../shared/runtime/store.ts";
import type { Place } from "../../../shared/seismo/geodesy.ts";
import { largestFew, type NearbyOptions, nearestOf } from "../nearby.ts";
import { aroundCell, type Cell, type CellContent, cellAt, type Remembered, rememberedIn } from "./cell.ts";

export interface CellCacheDeps {
  readonly store: Pick<Store, "get" | "set">;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

const GENERATION = "catalogue:generation";
/** Imports by the command line tell nobody: after this they are seen all the same. */
const TTL_MS = 600_000;
/** A store that is slower is no help. */
const ANSWER_WITHIN_MS = 50;
/** One that failed is left alone for a while. */
const PAUSE_MS = 10_000;
const NEAREST = 40;
const LARGEST = 20;

const entrySchema = z.object({
  generation: z.string(),
  nearest: z.array(pastEventSchema),
  nearestWithinKm: z.number(),
  largest: z.array(pastEventSchema),
  hasSmaller: z.boolean(),
});

export class CellCache {
  readonly #deps: CellCacheDeps;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #filling: Promise<void> | undefined;

  constructor(deps: CellCacheDeps) {
    this.#deps = deps;
  }

  /** What it knows for sure; undefined where nothing is remembered of the cell. */
  async nearby(point: Place, options: NearbyOptions): Promise<Remembered | undefined> {
    if (this.#isPaused()) return undefined;
    const both = Promise.all([this.#deps.store.get(GENERATION), this.#deps.store.get(keyOf(cellAt(point)))]);
    const [generation = "", text] = (await this.#soon(both)) ?? [];
    const entry = text === undefined ? undefined : entrySchema.safeParse(JSON.parse(text)).data;
    const found = entry?.generation === generation ? rememberedIn(entry, point, options) : undefined;
    const outcome = found === undefined ? "miss" : "hit";
    this.#deps.metrics.count("eew_lookup_cache_total", "Lookups of past earthquakes in the hot state", { outcome });
    return found;
  }

  /** Asks the database about the cell, for the next time; one cell at a time, others are left. Nobody waits for it. */
  fill(database: Database, point: Place, options: NearbyOptions): void {
    if (this.#isPaused()) return;
    this.#filling ??= this.#fill(database, cellAt(point), options)
      .catch((error: unknown) => {
        if (!(error instanceof Unavailable)) throw error;
        this.#pause();
      })
      .finally(() => {
        this.#filling = undefined;
      });
  }

  async close(): Promise<void> {
    await this.#filling;
  }

  async #fill(database: Database, cell: Cell, options: NearbyOptions): Promise<void> {
    const { store } = this.#deps;
    const generation = (await store.get(GENERATION)) ?? "";
    const content = await contentOf(database, cell, options);
    await store.set(keyOf(cell), JSON.stringify({ generation, ...content }), TTL_MS);
  }

  /** Something came into the catalogue. Never rejects. */
  async forget(): Promise<void> {
    const generation = String(this.#deps.clock.nowMs());
    await this.#deps.store.set(GENERATION, generation).catch(() => this.#pause());
  }

  #isPaused(): boolean {
    return this.#deps.clock.monotonicMs() < this.#pausedUntilMs;
  }

  #pause(): void {
    this.#pausedUntilMs = this.#deps.clock.monotonicMs() + PAUSE_MS;
  }

  async #soon<T>(work: Promise<T>): Promise<T | undefined> {
    const done = new AbortController();
    const late = this.#deps.clock.sleep(ANSWER_WITHIN_MS, done.signal).then((): undefined => undefined);
    const answer = work.catch((): undefined => undefined);
    const first = await Promise.race([answer, late]);
    done.abort();
    if (first === undefined) this.#pause();
    return first;
  }
}

async function contentOf(database: Database, { middle }: Cell, options: NearbyOptions): Promise<CellContent> {
  const around = aroundCell(options);
  const [nearest, largest] = await Promise.all([
    nearestOf(database, middle, { ...around, count: NEAREST }),
    largestFew(database, middle, { ...around, count: LARGEST }),
  ]);
  const isFull = nearest.length >= NEAREST;
  const nearestWithinKm = isFull ? (nearest.at(-1)?.distanceKm ?? 0) : around.radiusKm;
  return { nearest, nearestWithinKm, largest, hasSmaller: largest.length >= LARGEST };
}

function keyOf({ key }: Cell): string {
  return `catalogue:near:${key}`;
}
