// The worlds that are going on, and how the data clock of each runs: a replay may be years ago and ten times as fast.
import { type World, worldKey } from "../../shared/contracts/mode.ts";
import type { WorldView } from "./view.ts";

const MAX_WORLDS = 12;
/** The rate is measured over at least this long. */
const RATE_OVER_MS = 1000;
const MAX_RATE = 200;

interface Sighting {
  readonly nowMs: number;
  /** Newest data time this news speaks of; absent: it speaks of none. */
  readonly dataMs?: number;
}

interface Entry {
  readonly view: WorldView;
  /** Where the rate is measured from; undefined while no news told a data time: then it is taken for the wall's. */
  anchor: { readonly wallMs: number; readonly dataMs: number } | undefined;
}

/** Going back this far is a new start of the same run, not a late message. */
const RESTART_MS = 60_000;

export class WorldClocks {
  readonly #entries = new Map<string, Entry>();
  #changed = false;

  /** @returns the keys of worlds that had to make room. */
  see(world: World, { nowMs, dataMs }: Sighting): readonly string[] {
    const key = worldKey(world);
    const forgotten = this.#entries.has(key) ? [] : this.#begin(world, nowMs);
    const entry = this.#entries.get(key);
    if (entry !== undefined && dataMs !== undefined) this.#advance(entry, nowMs, dataMs);
    return forgotten;
  }

  #advance(entry: Entry, nowMs: number, dataMs: number): void {
    const { view, anchor } = entry;
    const isStart = anchor === undefined || dataMs < view.dataMs - RESTART_MS;
    if (!isStart && dataMs <= view.dataMs) return;
    view.dataMs = dataMs;
    view.wallMs = nowMs;
    this.#changed = true;
    if (isStart) entry.anchor = { wallMs: nowMs, dataMs };
    else if (nowMs - anchor.wallMs >= RATE_OVER_MS) {
      const measured = Math.min(MAX_RATE, Math.max(0, (dataMs - anchor.dataMs) / (nowMs - anchor.wallMs)));
      // Around real time it is real time; only network jitter makes it look otherwise.
      view.rate = view.mode === "live" || Math.abs(measured - 1) < 0.15 ? 1 : measured;
      entry.anchor = { wallMs: nowMs, dataMs };
    }
  }

  /** Whether anything moved since it was asked last. */
  changed(): boolean {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  /** The most recently heard first. */
  all(): readonly WorldView[] {
    return [...this.#entries.values()].map((entry) => entry.view).sort((a, b) => b.wallMs - a.wallMs);
  }

  #begin({ mode, run }: World, nowMs: number): readonly string[] {
    const view = { key: worldKey({ mode, run }), mode, run, dataMs: nowMs, wallMs: nowMs, rate: 1 };
    this.#entries.set(view.key, { view, anchor: undefined });
    this.#changed = true;
    const unreal = this.all().filter((world) => world.mode !== "live");
    const forgotten = unreal.slice(MAX_WORLDS).map((world) => world.key);
    for (const key of forgotten) this.#entries.delete(key);
    return forgotten;
  }
}
