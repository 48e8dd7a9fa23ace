// Sensors along a stretch of coast, on its land side alone, in rows that follow it.
import type { Place } from "../../shared/seismo/geodesy.ts";
import { randomOf } from "../random.ts";
import { MAX_REACH_KM, MAX_STATIONS, type Network } from "./networkSpec.ts";
import { centreOf, Plane, type Spot } from "./plane.ts";
import { Spacing } from "./spacing.ts";

interface Leg {
  readonly from: Spot;
  readonly eastKm: number;
  readonly northKm: number;
  readonly lengthKm: number;
}

/** Rows bend with the coast: where it bends inward they close up, and a sensor nearer than this share of the spacing goes. */
const CLOSEST = 0.4;

export function coastPlaces(spec: Network<"coast">, seed: number | string): Place[] {
  const { stations, line, land, spacingKm } = spec;
  const plane = new Plane(centreOf(line));
  const spots = line.map((place) => plane.spotOf(place));
  if (spots.some(({ eastKm, northKm }) => Math.hypot(eastKm, northKm) > MAX_REACH_KM / 2))
    throw new Error(`network.line: got a coast of more than ${MAX_REACH_KM} km, want a stretch of it`);
  const legs = legsOf(spots);
  const sign = land === "right" ? 1 : -1;
  const wanted = stations ?? MAX_STATIONS;
  const spacing = new Spacing({ leastKm: spacingKm * CLOSEST });
  const places: Place[] = [];
  for (const { along, inlandKm } of slotsOf(legs, spec, seed)) {
    const spot = spotAt(legs, along, inlandKm * sign);
    if (inlandOf(legs, spot) * sign > 0 && spacing.push(spot)) places.push(plane.placeOf(spot));
    if (places.length === wanted) return places;
  }
  if (stations === undefined && places.length > 0) return places;
  throw new Error(
    `network.stations: got ${wanted}, want at most ${places.length}, for which there is room at ${spacingKm} km along this coast`,
  );
}

/** Legs without length have no direction. */
function legsOf(spots: readonly Spot[]): Leg[] {
  const legs: Leg[] = [];
  for (const [index, from] of spots.entries()) {
    const to = spots[index + 1] ?? from;
    const [eastKm, northKm] = [to.eastKm - from.eastKm, to.northKm - from.northKm];
    const lengthKm = Math.hypot(eastKm, northKm);
    if (lengthKm > 1e-6) legs.push({ from, eastKm: eastKm / lengthKm, northKm: northKm / lengthKm, lengthKm });
  }
  if (legs.length === 0) throw new Error("network.line: got a single place, want at least two");
  return legs;
}

/** Row by row from the sea, each from its middle to both ends. */
function* slotsOf(
  legs: readonly Leg[],
  { spacingKm, inlandKm, jitter }: Network<"coast">,
  seed: number | string,
): Generator<{ readonly along: number; readonly inlandKm: number }> {
  const lengthKm = legs.reduce((sum, leg) => sum + leg.lengthKm, 0);
  const columns = Math.max(1, Math.round(lengthKm / spacingKm));
  const rows = Math.max(1, Math.round(inlandKm / spacingKm));
  for (let row = 0; row < rows; row += 1)
    for (let index = 0; index < columns; index += 1) {
      const column = Math.floor(columns / 2) + (index % 2 === 0 ? index : -index - 1) / 2;
      const random = randomOf(seed, "coast", row, column);
      const inSlot = (slot: number) => slot + 0.5 + jitter * (2 * random() - 1);
      yield { along: (inSlot(column) * lengthKm) / columns, inlandKm: (inSlot(row) * inlandKm) / rows };
    }
}

/** So far along the coast, and so far to the right of it. */
function spotAt(legs: readonly Leg[], alongKm: number, rightKm: number): Spot {
  let left = alongKm;
  let leg = legs[0];
  for (const each of legs) {
    leg = each;
    if (left <= each.lengthKm) break;
    left -= each.lengthKm;
  }
  if (leg === undefined) throw new Error("a coast has legs");
  return {
    eastKm: leg.from.eastKm + leg.eastKm * left + leg.northKm * rightKm,
    northKm: leg.from.northKm + leg.northKm * left - leg.eastKm * rightKm,
  };
}

const AS_NEAR_KM = 1e-6;

/** Greater than 0 to the right of the nearest leg. At a corner two are as near: the one that is seen more squarely counts. */
function inlandOf(legs: readonly Leg[], spot: Spot): number {
  let nearestKm = Number.POSITIVE_INFINITY;
  let rightKm = 0;
  for (const { from, eastKm, northKm, lengthKm } of legs) {
    const east = spot.eastKm - from.eastKm;
    const north = spot.northKm - from.northKm;
    const along = Math.max(0, Math.min(lengthKm, east * eastKm + north * northKm));
    const apartKm = Math.sqrt((east - along * eastKm) ** 2 + (north - along * northKm) ** 2);
    if (apartKm > nearestKm + AS_NEAR_KM) continue;
    const right = east * northKm - north * eastKm;
    if (apartKm < nearestKm - AS_NEAR_KM || Math.abs(right) > Math.abs(rightKm)) rightKm = right;
    nearestKm = Math.min(apartKm, nearestKm);
  }
  return rightKm;
}
