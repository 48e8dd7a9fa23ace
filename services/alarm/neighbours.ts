// The shaking that stations feel already, as subscribers near them expect it (PLUM; see shared/seismo/plum.ts).
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { nearestInArea } from "../../shared/seismo/area.ts";
import {
  apartKm,
  chordSquared,
  chordSquaredOf,
  type Direction,
  directionOf,
  distanceKm,
  type Place,
} from "../../shared/seismo/geodesy.ts";
import { corroborated, PLUM_RADIUS_KM } from "../../shared/seismo/plum.ts";
import type { Spot } from "./placed.ts";

interface Felt {
  readonly place: Place;
  readonly direction: Direction;
  readonly intensity: number;
}

export interface FeltAt {
  readonly intensity: number;
  readonly place: Place;
}

/** A circle that holds all places where neighbours can expect something. */
export interface FeltCircle {
  readonly centre: Direction;
  readonly radiusKm: number;
  readonly strongest: number;
}

const WITHIN = chordSquaredOf(PLUM_RADIUS_KM);

export class Neighbours {
  /** Strongest first. */
  readonly #felt: readonly Felt[];

  constructor(observed: SeismicEvent["observed"]) {
    // Events do not say what ground their stations stand on: nothing is taken off (as Cochran et al., 2019).
    const stations = observed.map((station) => ({ place: station, intensity: station.intensity, siteIncrement: 0 }));
    this.#felt = corroborated(stations)
      .map(({ place, intensity }) => ({ place, intensity, direction: directionOf(place) }))
      .sort((a, b) => b.intensity - a.intensity);
  }

  /**
   * The strongest that is felt within 30 km of the point, or of any point of the area, and that point; undefined where
   * nothing is that could come to more than `above`, with all that the ground may add.
   */
  strongestAt({ subscription, direction, radiusKm, mostIncrement }: Spot, above: number): FeltAt | undefined {
    const { polygon } = subscription;
    const within = radiusKm === 0 ? WITHIN : chordSquaredOf(PLUM_RADIUS_KM + radiusKm);
    for (const felt of this.#felt) {
      if (felt.intensity + mostIncrement <= above) return undefined;
      if (chordSquared(felt.direction, direction) > within) continue;
      const place = polygon === null ? subscription : nearestInArea(polygon, felt.place);
      if (polygon === null || distanceKm(place, felt.place) <= PLUM_RADIUS_KM) {
        return { intensity: felt.intensity, place };
      }
    }
    return undefined;
  }

  circle(): FeltCircle | undefined {
    const [strongest] = this.#felt;
    if (strongest === undefined) return undefined;
    const centre = strongest.direction;
    const farthest = this.#felt.reduce((most, { direction }) => Math.max(most, apartKm(direction, centre)), 0);
    return { centre, radiusKm: farthest + PLUM_RADIUS_KM, strongest: strongest.intensity };
  }
}
