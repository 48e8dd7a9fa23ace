// A picture of an event as it stands now: magnitude, evidence and the message they make, without status or version.
import type { World } from "../../shared/contracts/mode.ts";
import type { Location } from "../../shared/seismo/locate.ts";
import { networkMagnitude, type StationMagnitude, stationMagnitude } from "../../shared/seismo/magnitude.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import type { Assembly, Associated } from "./associate.ts";
import type { Settings } from "./config.ts";
import { type Draft, draftOf } from "./eventMessage.ts";
import { evidenceOf } from "./evidence.ts";
import { type Neighbourhood, neighbourhoodOf } from "./neighbourhood.ts";
import { type Observed, type OpenEvent, ringsAt } from "./openEvent.ts";
import type { Surroundings } from "./surroundings.ts";

export interface Picture {
  readonly draft: Draft;
  readonly neighbourhood: Neighbourhood;
}

export interface PictureOf {
  readonly world: World;
  readonly settings: Settings;
  readonly around: Surroundings;
  /** All events of the world, this one among them or not. */
  readonly events: readonly OpenEvent[];
  readonly nowMs: number;
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
  const magnitude = networkMagnitude(
    ofP.flatMap((arrival) => pMagnitude(arrival, location) ?? []),
    around.shakingMagnitudes(location, { observed: shaken, clipped, nowMs }),
  );
  if (magnitude === undefined) return undefined;
  const heardKm = ofP.map((arrival) => arrival.distanceKm);
  const neighbourhood = neighbourhoodOf(location, around.activeAround(location.place, nowMs), heardKm);
  const isInCoda = events.some((event) => event.eventId !== eventId && ringsAt(event, location));
  const evidence = evidenceOf({ assembly, magnitude, neighbourhood, isInCoda }, settings);
  const draft = draftOf({ world, eventId, assembly, magnitude, evidence, observed, asOfMs: nowMs });
  return { draft, neighbourhood };
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
