// One piece of the score's work, as it goes to a worker thread and comes back.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { Truth } from "../../simulators/truth.ts";
import type { Item, NoiseItem } from "./layout.ts";
import type { PicksScore } from "./picks.ts";
import type { Stream } from "./stream.ts";

export type Task =
  | ({ readonly kind: "decodeEvent" } & Item)
  | ({ readonly kind: "decodeNoise" } & NoiseItem)
  | { readonly kind: "integrate"; readonly id: string; readonly stream: Stream }
  | ({ readonly kind: "picks" } & Item);

interface Decoded {
  readonly id: string;
  readonly stream: Stream;
  readonly stationHours: number;
  /** Stations, files and lines left out, with their reasons. */
  readonly skipped: readonly string[];
}

export type Outcome =
  | ({ readonly kind: "decodeEvent"; readonly path: string; readonly truths: readonly Truth[] } & Decoded)
  | ({ readonly kind: "decodeNoise" } & Decoded)
  | { readonly kind: "integrate"; readonly id: string; readonly versions: readonly SeismicEvent[] }
  | { readonly kind: "picks"; readonly id: string; readonly score: PicksScore; readonly skipped: readonly string[] }
  | { readonly kind: "failed"; readonly id: string; readonly reason: string };
