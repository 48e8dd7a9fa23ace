// A picture of an event as it stands now: magnitude, evidence and the message they make, without status or version.
import type { World } from "../../shared/contracts/mode.ts";
import type { Location } from "../../shared/seismo/locate.ts";
import {
  type NetworkMagnitude,
  networkMagnitude,
  type StationMagnitude,
  stationMagnitude,
} from "../../shared/seismo/magnitude.ts";
import { misfitOf } from "../../shared/seismo/magnitudePosterior.ts";
import { median } from "../../shared/seismo/robust.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import type { Assembly, Associated } from "./associate.ts";
import type { Settings } from "./config.ts";
import { type Draft, draftOf } from "./eventMessage.ts";
import { evidenceOf } from "./evidence.ts";
import { type ActiveStation, byDistance, type Neighbourhood, neighbourhoodOf } from "./neighbourhood.ts";
import { likelihoodOf, logOdds } from "./odds.ts";
import { type Observed, type OpenEvent, ringsAt } from "./openEvent.ts";
import { type Surroundings, shakingMagnitudes } from "./surroundings.ts";
import { sweepOf } from "./sweep.ts";

export interface Picture {
  readonly draft: Draft;
  /** What speaks against it when silence is given the time by which the place is uncertain: what retracts must be sure. */
  readonly against: { readonly neighbourhood: Neighbourhood; readonly likelihood: number };
}

/** A place this uncertain shifts the arrival at a silent station by as much at P's speed, up to a limit. */
const P_KM_S = 8;
const MOST_PATIENCE_S = 0.7;

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
  /** Stations that send, around its place. */
  readonly active: readonly ActiveStation[];
  readonly observed: ReadonlyMap<string, Observed>;
}

/** Undefined where no amplitude was measured yet. */
export function pictureOf(of: PictureOf): Picture | undefined {
  const { world, settings, around, events, eventId, assembly, active, nowMs } = of;
  const { location } = assembly;
  const ofP = assembly.arrivals.filter((arrival) => arrival.phase === "P");
  const sized = ofP.flatMap((arrival) => {
    const magnitude = pMagnitude(arrival, location);
    return magnitude === undefined ? [] : [{ stationId: arrival.held.pick.stationId, magnitude }];
  });
  const wild = wildOnes(sized);
  const observed = new Map([...of.observed].filter(([stationId]) => !wild.has(stationId)));
  const clipped = new Set(assembly.arrivals.filter(isClipped).map(({ held }) => held.pick.stationId));
  const ofStations = sized.filter(({ stationId }) => !wild.has(stationId)).map(({ magnitude }) => magnitude);
  const nearest = byDistance(active);
  const shaking = shakingMagnitudes(location, { observed, clipped, distrusted: wild, nearest });
  const measured = networkMagnitude(ofStations, corroborated(shaking, ofStations));
  const magnitude = measured ?? assumed(of.assumedMagnitude);
  if (magnitude === undefined) return undefined;
  const heardKm = ofP.map((arrival) => arrival.distanceKm);
  const heard = { location, magnitude: magnitude.value, heardKm };
  const neighbourhood = neighbourhoodOf({ ...heard, patienceS: 0 }, nearest);
  const patienceS = Math.min(MOST_PATIENCE_S, location.horizontalUncertaintyKm / P_KM_S);
  const patient = neighbourhoodOf({ ...heard, patienceS }, nearest);
  const noiseRateOf = (stationId: string) => around.noiseRateOf(stationId, location.timeMs);
  const stationMagnitudes = measuredOnes(sized).map(({ magnitude }) => magnitude);
  const { modelErrorS } = settings;
  // Of two that disagree neither is out of the count: their disagreement tells in the likelihood.
  const isTrusted = ({ held }: Associated) => ofP.length < 3 || !wild.has(held.pick.stationId);
  const trusted = { location, arrivals: assembly.arrivals.filter(isTrusted) };
  const odds = { assembly: trusted, magnitude: magnitude.value, stationMagnitudes, noiseRateOf, modelErrorS };
  const likelihood = likelihoodOf(logOdds({ ...odds, neighbourhood }));
  const isInCoda = events.some((event) => event.eventId !== eventId && ringsAt(event, location));
  const shaken = ofP.map(({ held: { pick, place } }) => {
    const intensity = observed.get(pick.stationId)?.intensity ?? 1;
    return { place, intensity, siteIncrement: 0 };
  });
  const sweep = sweepOf(assembly, active);
  const evidence = evidenceOf(
    { assembly: trusted, magnitude, neighbourhood, likelihood, sweep, shaken, isInCoda },
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
  return stationMagnitude(held.measures, { epicentralKm, secondsToS, noisePdM });
}

/** A station this far from the median of three or more has a wrong gain, or another quake's P … */
const WILD = 1.5;
/** … and of two this far apart the larger one: an earthquake of its size is a hundred times as rare. */
const APART = 2;

/** Shaking of so much larger an earthquake than P tells must be felt at two stations: one alone is a footstep or a wrong gain. */
const ALONE = 1.2;

function corroborated(
  shaking: readonly StationMagnitude[],
  ofStations: readonly StationMagnitude[],
): readonly StationMagnitude[] {
  if (shaking.every(({ bound }) => bound === "upper")) return shaking;
  const ofP = networkMagnitude(ofStations)?.value ?? Number.POSITIVE_INFINITY;
  const isLarge = ({ value, bound }: StationMagnitude) => bound !== "upper" && value > ofP + ALONE;
  return shaking.filter(isLarge).length === 1 ? shaking.filter((one) => !isLarge(one)) : shaking;
}

interface Sized {
  readonly stationId: string;
  readonly magnitude: StationMagnitude;
}

/**
 * No earthquake has shown so much more than the largest that breaks in such a time (by 1.1 at Kaikoura, M7.8, 20 km away):
 * what has is a step or a knock. Of the first second, in which any of them is small, nothing is held against anybody.
 */
const TOO_SOON = 2;
const AFTER_FIRST_SECOND = 5;

function isTooSoon({ value, saturatesAt }: StationMagnitude): boolean {
  return saturatesAt >= AFTER_FIRST_SECOND && value > saturatesAt + TOO_SOON;
}

function wildOnes(sized: readonly Sized[]): Set<string> {
  const impossible = sized.filter(({ magnitude }) => isTooSoon(magnitude)).map(({ stationId }) => stationId);
  const others = sized.filter(({ magnitude }) => !isTooSoon(magnitude));
  return new Set([...impossible, ...farOnes(others)]);
}

/** Those that disagree with the others. */
function farOnes(sized: readonly Sized[]): Set<string> {
  const measured = measuredOnes(sized).sort((a, b) => a.magnitude.value - b.magnitude.value);
  // What noise hides is smaller still: such stations speak against a larger one.
  const telling = sized.filter(({ magnitude }) => magnitude.bound !== "lower");
  if (telling.length < 3) {
    const [lower, higher] = measured;
    const isApart = lower && higher && -misfitOf(lower.magnitude, higher.magnitude.value) > APART;
    return new Set(isApart ? [higher.stationId] : []);
  }
  const centre = median(telling.map(({ magnitude }) => magnitude.value));
  const isHidden = measured.length * 2 < telling.length;
  const isWild = (off: number) => off > WILD || (!isHidden && -off > WILD);
  const wild = measured.filter(({ magnitude }) => isWild(misfitOf(magnitude, centre)));
  return new Set(wild.map(({ stationId }) => stationId));
}

/** Neither buried in noise nor clipped: magnitudes, not bounds. */
function measuredOnes(sized: readonly Sized[]): Sized[] {
  return sized.filter(({ magnitude }) => magnitude.bound === "none");
}

function isClipped({ held }: Associated): boolean {
  return held.pick.clipped === true;
}

function assumed(value: number | undefined): NetworkMagnitude | undefined {
  return value === undefined
    ? undefined
    : { value, type: "Mpv", uncertainty: 1, stationCount: 0, scatter: Number.NaN, low: value - 2, high: value + 2 };
}
