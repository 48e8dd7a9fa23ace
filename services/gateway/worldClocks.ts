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
  /** Where the rate is measured from. */
  anchor: { readonly wallMs: number; readonly dataMs: number };
}

export class WorldClocks {
  readonly #entries = new Map<string, Entry>();
  #changed = false;

  /** @returns the keys of worlds that had to make room. */
  see(world: World, { nowMs, dataMs }: Sighting): readonly string[] {
    const key = worldKey(world);
    const known = this.#entries.get(key);
    if (known === undefined) return this.#begin(world, { nowMs, dataMs: dataMs ?? nowMs });
    const { view } = known;
    if (dataMs === undefined || dataMs <= view.dataMs) return [];
    view.dataMs = dataMs;
    view.wallMs = nowMs;
    const elapsedMs = nowMs - known.anchor.wallMs;
    if (elapsedMs >= RATE_OVER_MS) {
      const measured = Math.min(MAX_RATE, Math.max(0, (dataMs - known.anchor.dataMs) / elapsedMs));
      // Around real time it is real time; only network jitter makes it look otherwise.
      view.rate = world.mode === "live" || Math.abs(measured - 1) < 0.15 ? 1 : measured;
      known.anchor = { wallMs: nowMs, dataMs };
    }
    this.#changed = true;
    return [];
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

  #begin({ mode, run }: World, { nowMs, dataMs }: Required<Sighting>): readonly string[] {
    const view = { key: worldKey({ mode, run }), mode, run, dataMs, wallMs: nowMs, rate: 1 };
    this.#entries.set(view.key, { view, anchor: { wallMs: nowMs, dataMs } });
    this.#changed = true;
    const unreal = this.all().filter((world) => world.mode !== "live");
    const forgotten = unreal.slice(MAX_WORLDS).map((world) => world.key);
    for (const key of forgotten) this.#entries.delete(key);
    return forgotten;
  }
}
