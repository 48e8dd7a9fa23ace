// An event that is still followed: what was last said about it, and the picks it rests on.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import { intensityOfMotion } from "../../shared/seismo/gmice.ts";
import { intensityAt, intensitySigmaAt } from "../../shared/seismo/ipe.ts";
import type { Location } from "../../shared/seismo/locate.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import { type Assembly, associatedWith, toleranceS } from "./associate.ts";
import type { HeldPick } from "./heldPick.ts";

export type Observed = SeismicEvent["observed"][number] & { readonly pgvMps: number };

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
/** S and coda on the vertical are not stronger than P by more than this. */
const MOST_S_TO_P = 8;
/** So sure a P is no coda: the events it founds are judged as a whole (`isSplitOf`). */
const SURELY_P = 0.9;
/** A pick this near to a predicted P or S is that wave, whatever it was taken for. */
const WAVE_S = 4;

/** Whether a pick is what this event sends anyway: P, S, surface waves, coda. Such picks never found a second event. */
export function explains(event: OpenEvent, held: HeldPick): boolean {
  const { origin, magnitude, status } = event.published;
  if (status === "preliminary" || status === "cancelled") return false;
  const km = distanceKm(origin, held.place);
  const [afterPS, afterSS] = (["P", "S"] as const).map(
    (phase) => (held.pick.timeMs - origin.timeMs) / 1000 - travelTimeS(phase, km, origin.depthKm),
  ) as [number, number];
  const codaS = CODA_S + CODA_S_PER_MAGNITUDE * Math.max(0, magnitude.value - 4);
  if (afterPS < -EARLY_S || afterSS > codaS) return false;
  const isWave = Math.abs(afterPS) <= WAVE_S || Math.abs(afterSS) <= WAVE_S;
  if (!isWave && held.pick.phaseProbability >= SURELY_P) return false;
  return isWeakEnough(event, held, km);
}

/** Stronger shaking than this event can cause at that place is somebody else's. */
function isWeakEnough({ assembly, published }: OpenEvent, { pick }: HeldPick, km: number): boolean {
  const own = assembly.arrivals.find((arrival) => arrival.held.pick.stationId === pick.stationId);
  if (own !== undefined) return pick.paMps2 <= MOST_S_TO_P * own.held.pick.paMps2;
  const { magnitude, origin } = published;
  const hypocentralKm = Math.hypot(km, origin.depthKm);
  const expected = intensityAt({ magnitude: magnitude.value + magnitude.uncertainty, hypocentralKm });
  const most = Math.max(LEAST_EXPLAINED, expected + 1.5 * intensitySigmaAt(hypocentralKm));
  return intensityOfMotion({ pgaMps2: pick.pgaMps2, pgvMps: pick.pgvMps }) <= most;
}

/** After an earthquake this large, everything within this range rings this long. */
const RINGING = { magnitude: 6, forS: 300, withinKm: 300 } as const;

/** Whether an origin falls into the coda of this event. */
export function ringsAt({ published }: OpenEvent, location: Location): boolean {
  const { origin, magnitude, status } = published;
  const laterS = (location.timeMs - origin.timeMs) / 1000;
  if (status === "preliminary" || status === "cancelled" || magnitude.value < RINGING.magnitude) return false;
  return laterS > LATER_S && laterS < RINGING.forS && distanceKm(origin, location.place) < RINGING.withinKm;
}

/** An event more than this share of whose picks another one explains is that other one (GlobalQuake: 54 %). */
const MERGE_SHARE = 0.54;
const MERGE_WITHIN_MS = 60_000;

/** Whether `other`, with fewer arrivals, is only the waves of `event`. */
export function isPartOf(other: OpenEvent, event: OpenEvent, modelErrorS: number): boolean {
  const [mine, theirs] = [event.assembly, other.assembly];
  const apartMs = Math.abs(theirs.location.timeMs - mine.location.timeMs);
  if (event.published.status !== "confirmed" || apartMs > MERGE_WITHIN_MS) return false;
  if (theirs.arrivals.length >= mine.arrivals.length) return false;
  const isExplained = ({ held }: (typeof theirs.arrivals)[number]) =>
    (["P", "S"] as const).some((phase) => {
      const { residualS } = associatedWith(mine.location, held, phase);
      return Math.abs(residualS) <= toleranceS(held, modelErrorS);
    });
  return theirs.arrivals.filter(isExplained).length > MERGE_SHARE * theirs.arrivals.length;
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
