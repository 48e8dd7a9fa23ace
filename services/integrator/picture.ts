// A picture of an event as it stands now: magnitude, evidence and the message they make, without status or version.
import type { World } from "../../shared/contracts/mode.ts";
import type { Location } from "../../shared/seismo/locate.ts";
import {
  type NetworkMagnitude,
  networkMagnitude,
  type StationMagnitude,
  stationMagnitude,
} from "../../shared/seismo/magnitude.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import type { Assembly, Associated } from "./associate.ts";
import type { Settings } from "./config.ts";
import { type Draft, draftOf } from "./eventMessage.ts";
import { evidenceOf } from "./evidence.ts";
import { type Neighbourhood, neighbourhoodOf } from "./neighbourhood.ts";
import { likelihoodOf, logOdds } from "./odds.ts";
import { type Observed, type OpenEvent, ringsAt } from "./openEvent.ts";
import type { Surroundings } from "./surroundings.ts";
import { sweepOf } from "./sweep.ts";

export interface Picture {
  readonly draft: Draft;
  /** What speaks against it when silence is given the time by which the place is uncertain: what retracts must be sure. */
  readonly against: { readonly neighbourhood: Neighbourhood; readonly likelihood: number };
}

/** A place this uncertain shifts the arrival at a silent station by as much at P's speed, up to a limit. */
const P_KM_S = 6;
const MOST_PATIENCE_S = 6;

export interface PictureOf {
  readonly world: World;
  readonly settings: Settings;
  readonly around: Surroundings;
  /** All events of the world, this one among them or not. */
  readonly events: readonly OpenEvent[];
  readonly nowMs: number;
  readonly assumedMagnitude: number | undefined;
  readonly eventId: string;
  readonly assembly: Assembly;
  readonly observed: ReadonlyMap<string, Observed>;
}

/** Undefined where no amplitude was measured yet. */
export function pictureOf(of: PictureOf): Picture | undefined {
  const { world, settings, around, eventId, assembly, observed, nowMs } = of;
  const { location } = assembly;
  const ofP = assembly.arrivals.filter((arrival) => arrival.phase === "P");
  // A new event has not looked around yet.
  const { events } = of;
  const shaken = observed.size > 0 ? observed : around.observedOf(location, { before: observed, events, nowMs });
  const clipped = new Set(assembly.arrivals.filter(isClipped).map(({ held }) => held.pick.stationId));
  const measured = networkMagnitude(
    ofP.flatMap((arrival) => pMagnitude(arrival, location) ?? []),
    around.shakingMagnitudes(location, { observed: shaken, clipped, nowMs }),
  );
  const magnitude = measured ?? assumed(of.assumedMagnitude);
  if (magnitude === undefined) return undefined;
  const heardKm = ofP.map((arrival) => arrival.distanceKm);
  const active = around.activeAround(location.place, nowMs);
  const heard = { location, magnitude: magnitude.value, heardKm };
  const neighbourhood = neighbourhoodOf({ ...heard, patienceS: 0 }, active);
  const patienceS = Math.min(MOST_PATIENCE_S, location.horizontalUncertaintyKm / P_KM_S);
  const patient = neighbourhoodOf({ ...heard, patienceS }, active);
  const firstMs = Math.min(...ofP.map(({ held }) => held.pick.timeMs));
  const noiseRateOf = (stationId: string) => around.noiseRateOf(stationId, firstMs);
  const odds = { assembly, magnitude: magnitude.value, noiseRateOf, modelErrorS: settings.modelErrorS };
  const likelihood = likelihoodOf(logOdds({ ...odds, neighbourhood }));
  const isInCoda = events.some((event) => event.eventId !== eventId && ringsAt(event, location));
  const strongest = strongestTwo(ofP, shaken);
  const sweep = sweepOf(assembly, active);
  const evidence = evidenceOf(
    { assembly, magnitude, neighbourhood, likelihood, sweep, shaken: strongest, isInCoda },
    settings,
  );
  const draft = draftOf({ world, eventId, assembly, magnitude, evidence, likelihood, observed, asOfMs: nowMs });
  return {
    draft,
    against: { neighbourhood: patient, likelihood: likelihoodOf(logOdds({ ...odds, neighbourhood: patient })) },
  };
}

function pMagnitude(arrival: Associated, { depthKm }: Location): StationMagnitude | undefined {
  const { held, distanceKm: epicentralKm } = arrival;
  const secondsToS = travelTimeS("S", epicentralKm, depthKm) - travelTimeS("P", epicentralKm, depthKm);
  const { noisePdM } = held.pick;
  return stationMagnitude(held.measures, { epicentralKm, secondsToS, noisePdM, clipped: isClipped(arrival) });
}

function isClipped({ held }: Associated): boolean {
  return held.pick.clipped === true;
}

function strongestTwo(ofP: readonly Associated[], observed: ReadonlyMap<string, Observed>): [number, number] {
  const [first = 1, second = 1] = ofP
    .map(({ held }) => observed.get(held.pick.stationId)?.intensity ?? 1)
    .sort((a, b) => b - a);
  return [first, second];
}

function assumed(value: number | undefined): NetworkMagnitude | undefined {
  return value === undefined
    ? undefined
    : { value, type: "Mpv", uncertainty: 1, stationCount: 0, scatter: Number.NaN, low: value - 2, high: value + 2 };
}
