// The picks of the last minutes of one world: newest update of each, by station.
import type { Pick } from "../../shared/contracts/pick.ts";
import type { Place } from "../../shared/seismo/geodesy.ts";
import { type HeldPick, heldPickOf } from "./heldPick.ts";

const REMEMBER_MS = 400_000;
/** A pick whose onset lies this far in the future of the data clock has a wrong time. */
const AHEAD_MS = 30_000;
/** A station that triggers all the time is noise; its older picks are forgotten first. */
const MOST_A_STATION = 40;

const BUCKET_MS = 10_000;
const NONE: readonly number[] = [];

export class PickBook {
  readonly #byStation = new Map<string, Map<string, HeldPick>>();
  /** The same picks by the time of their onset. */
  readonly #byTime = new Map<number, Map<string, HeldPick>>();
  #purgeAtMs = Number.NEGATIVE_INFINITY;

  /** The pick as it is held from now on; undefined for a repeat, an older update, or a pick of another time. */
  accept(pick: Pick, place: Place, nowMs: number): HeldPick | undefined {
    if (pick.timeMs < nowMs - REMEMBER_MS || pick.timeMs > nowMs + AHEAD_MS) return undefined;
    const ofStation = this.#byStation.get(pick.stationId) ?? new Map<string, HeldPick>();
    const before = ofStation.get(pick.pickId);
    if (before !== undefined && before.pick.update >= pick.update) return undefined;
    const held = heldPickOf(pick, place, before);
    this.#keep(held, ofStation);
    if (ofStation.size > MOST_A_STATION) {
      const oldest = [...ofStation.values()].reduce((a, b) => (b.pick.timeMs < a.pick.timeMs ? b : a));
      this.#drop(oldest, ofStation);
    }
    this.#purge(nowMs);
    return held;
  }

  /** Takes back what a snapshot holds. */
  restore(held: HeldPick): void {
    this.#keep(held, this.#byStation.get(held.pick.stationId) ?? new Map<string, HeldPick>());
  }

  #keep(held: HeldPick, ofStation: Map<string, HeldPick>): void {
    const { pickId, stationId, timeMs } = held.pick;
    ofStation.set(pickId, held);
    this.#byStation.set(stationId, ofStation);
    const at = Math.floor(timeMs / BUCKET_MS);
    const bucket = this.#byTime.get(at) ?? new Map<string, HeldPick>();
    bucket.set(pickId, held);
    this.#byTime.set(at, bucket);
  }

  #drop({ pick: { pickId, timeMs } }: HeldPick, ofStation: Map<string, HeldPick>): void {
    ofStation.delete(pickId);
    const at = Math.floor(timeMs / BUCKET_MS);
    const bucket = this.#byTime.get(at);
    bucket?.delete(pickId);
    if (bucket?.size === 0) this.#byTime.delete(at);
  }

  /** In no particular order of time, but always in the same one. */
  *all(): Iterable<HeldPick> {
    for (const ofStation of this.#byStation.values()) yield* ofStation.values();
  }

  /** Those whose onset lies within `withinMs` of a time, and some more. */
  *around(timeMs: number, withinMs: number): Iterable<HeldPick> {
    const last = Math.floor((timeMs + withinMs) / BUCKET_MS);
    for (let at = Math.floor((timeMs - withinMs) / BUCKET_MS); at <= last; at += 1) {
      const bucket = this.#byTime.get(at);
      if (bucket !== undefined) yield* bucket.values();
    }
  }

  timesAtMs(stationId: string): readonly number[] {
    const ofStation = this.#byStation.get(stationId);
    return ofStation === undefined ? NONE : Array.from(ofStation.values(), (held) => held.pick.timeMs);
  }

  #purge(nowMs: number): void {
    if (nowMs < this.#purgeAtMs) return;
    this.#purgeAtMs = nowMs + 10_000;
    for (const [stationId, ofStation] of this.#byStation) {
      for (const held of ofStation.values()) {
        if (held.pick.timeMs < nowMs - REMEMBER_MS) this.#drop(held, ofStation);
      }
      if (ofStation.size === 0) this.#byStation.delete(stationId);
    }
  }
}
