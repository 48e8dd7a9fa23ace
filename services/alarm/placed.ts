// A subscription with what every decision about it needs: where it is as a direction, and how little could concern it.
import { farthestKm } from "../../shared/seismo/area.ts";
import { sigmasAbove } from "../../shared/seismo/exceedance.ts";
import { type Direction, directionOf, type Place } from "../../shared/seismo/geodesy.ts";
import { mostSiteIncrement } from "../../shared/seismo/site.ts";
import type { Subscription } from "./subscription.ts";

export interface Placed {
  readonly subscription: Subscription;
  readonly direction: Direction;
  /** Of a circle that holds the whole area; 0 for a point. */
  readonly radiusKm: number;
  /** Added by the ground at most. */
  readonly mostIncrement: number;
  /** Less than this on rock, with `sigmas` times its error on top, is certainly too little for them. */
  readonly leastOnRock: number;
  readonly sigmas: number;
}

/** Decisions round intensity to 0.01, and the conversions of motion jump by 0.01 at their kinks. */
const MARGIN = 0.05;

export function placedOf(subscription: Subscription): Placed {
  const { polygon, vs30Mps, minimumIntensity, costLossRatio } = subscription;
  const mostIncrement = mostSiteIncrement(vs30Mps ?? undefined);
  return {
    subscription,
    direction: directionOf(subscription),
    radiusKm: polygon === null ? 0 : 1.01 * farthestKm(polygon, subscription),
    mostIncrement,
    leastOnRock: minimumIntensity - mostIncrement - MARGIN,
    sigmas: costLossRatio === null ? 0 : Math.max(0, sigmasAbove(costLossRatio)),
  };
}

/** Of a subscriber what an expectation needs, or any place with no more to it. */
export interface Spot extends Pick<Placed, "direction" | "radiusKm" | "mostIncrement"> {
  readonly subscription: Pick<Subscription, "latitudeDeg" | "longitudeDeg" | "vs30Mps" | "polygon">;
}

/** A point on rock. */
export function spotAt({ latitudeDeg, longitudeDeg }: Place): Spot {
  const place = { latitudeDeg, longitudeDeg, vs30Mps: null, polygon: null };
  return { subscription: place, direction: directionOf(place), radiusKm: 0, mostIncrement: 0 };
}
