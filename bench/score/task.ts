// One piece of the score's work, as it goes to a worker thread and comes back.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { Truth } from "../../simulators/truth.ts";
import type { PicksScore } from "./picks.ts";
import type { Stream } from "./stream.ts";

export type Task =
  | { readonly kind: "decodeEvent"; readonly data: string; readonly id: string }
  | { readonly kind: "decodeNoise"; readonly data: string; readonly id: string }
  | { readonly kind: "integrate"; readonly id: string; readonly stream: Stream }
  | { readonly kind: "picks"; readonly data: string; readonly id: string };

export type Outcome =
  | {
      readonly kind: "decodeEvent";
      readonly id: string;
      readonly truths: readonly Truth[];
      readonly stream: Stream;
      readonly skipped: readonly string[];
    }
  | { readonly kind: "decodeNoise"; readonly id: string; readonly stationHours: number; readonly stream: Stream }
  | { readonly kind: "integrate"; readonly id: string; readonly versions: readonly SeismicEvent[] }
  | ({ readonly kind: "picks"; readonly id: string } & PicksScore)
  | { readonly kind: "failed"; readonly id: string; readonly reason: string };
