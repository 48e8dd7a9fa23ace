// An event that is still followed: what was last said about it, and the picks it rests on.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import { intensityOfMotion } from "../../shared/seismo/gmice.ts";
import { intensityAt, intensitySigmaAt } from "../../shared/seismo/ipe.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import type { Assembly } from "./associate.ts";
import type { HeldPick } from "./heldPick.ts";

export type Observed = SeismicEvent["observed"][number];

export interface OpenEvent {
  readonly eventId: string;
  readonly assembly: Assembly;
  readonly published: SeismicEvent;
  /** Strongest shaking by station, since the origin. */
  readonly observed: ReadonlyMap<string, Observed>;
  /** Data clock at which the picture was last taken anew. */
  readonly consideredMs: number;
  /** Data clock at which it is looked at again though no pick came. */
  readonly checkMs: number;
}

export function isClosed(event: OpenEvent): boolean {
  return event.published.status === "final" || event.published.status === "cancelled";
}

/** P is early by this much at most; S waves and coda ring this long, and longer after a larger earthquake. */
const EARLY_S = 3;
const CODA_S = 25;
const CODA_S_PER_MAGNITUDE = 15;
/** Weaker shaking than this is explained by any event. */
const LEAST_EXPLAINED = 2.5;

/**
 * Whether a pick is what this event sends anyway: S, surface waves, coda. Such picks never found a second event,
 * unless they are stronger than this event can be at that place.
 */
export function explains({ published }: OpenEvent, { pick, place }: HeldPick): boolean {
  const { origin, magnitude, status } = published;
  if (status === "preliminary" || status === "cancelled") return false;
  const km = distanceKm(origin, place);
  const pMs = origin.timeMs + 1000 * travelTimeS("P", km, origin.depthKm);
  const codaS = CODA_S + CODA_S_PER_MAGNITUDE * Math.max(0, magnitude.value - 4);
  const endMs = origin.timeMs + 1000 * (travelTimeS("S", km, origin.depthKm) + codaS);
  if (pick.timeMs < pMs - 1000 * EARLY_S || pick.timeMs > endMs) return false;
  const hypocentralKm = Math.hypot(km, origin.depthKm);
  const most =
    intensityAt({ magnitude: magnitude.value + magnitude.uncertainty, hypocentralKm }) +
    1.5 * intensitySigmaAt(hypocentralKm);
  return intensityOfMotion({ pgaMps2: pick.pgaMps2, pgvMps: pick.pgvMps }) <= Math.max(LEAST_EXPLAINED, most);
}

/** Waves of one earthquake never make two: nothing new this near in time and place (EPIC's split rule) … */
const SPLIT_S = 15;
const SPLIT_KM = 90;
/** … unless it is so much larger, and later than its own picks could be wrong: a foreshock does not hide the main shock. */
const LARGER = 1;
const LATER_S = 3;

export function isSplitOf({ published }: OpenEvent, { location }: Assembly, magnitude: number): boolean {
  const { origin } = published;
  const laterS = (location.timeMs - origin.timeMs) / 1000;
  if (Math.abs(laterS) > SPLIT_S || distanceKm(origin, location.place) > SPLIT_KM) return false;
  return !(laterS >= LATER_S && magnitude >= published.magnitude.value + LARGER);
}
