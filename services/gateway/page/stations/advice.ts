// What an operator should do about a station: one sentence for what is wrong first, by condition and by the reason it gives.
import type { StationView } from "../../view.ts";
import type { Texts } from "../i18n/language.ts";
import { conditionOf } from "./columns.ts";

const SLOW_S = 3;
const LITTLE_WEIGHT = 0.5;

export type Advice = keyof Texts["stations"]["advice"];

/** Reasons in the decoder's words, and what they ask for. */
const BY_REASON: readonly (readonly [RegExp, Advice])[] = [
  [/clock|record ends|device_t/, "clock"],
  [/dead channel|no vertical/, "dead"],
  [/axes: got|channels: got/, "channels"],
  [/sensitivity|beyond 1000/, "sensitivity"],
  [/restless/, "restless"],
  [/clipped/, "clipped"],
  [/spike|step|glitch/, "electronics"],
  [/packet|JSON|compact|traces|sample rate/, "format"],
];

export function adviceFor(station: StationView): Advice {
  const { health, trust, lastSeenMs } = station;
  const condition = conditionOf(station);
  if (condition === "offline") return "offline";
  if (condition === "silent") return lastSeenMs === null ? "neverHeard" : "silent";
  const ofReason = BY_REASON.find(([pattern]) => pattern.test(health?.reason ?? ""))?.[1];
  if (ofReason !== undefined) return ofReason;
  if (condition === "warming") return "warming";
  if (health !== null && health.latencyS > SLOW_S) return "slow";
  if (trust !== null && trust.weight < LITTLE_WEIGHT) return "noisy";
  return "fine";
}
