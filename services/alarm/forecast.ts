// What to expect of one version of an event for any subscriber: the worse of what its source predicts and of what the
// neighbours feel already (PLUM), the uncertainty of that, and when S comes; of an area, at the point where most is expected.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { nearestInArea } from "../../shared/seismo/area.ts";
import { DURATION_SIGMA_LN, significantDurationS } from "../../shared/seismo/duration.ts";
import { exceedanceProbability } from "../../shared/seismo/exceedance.ts";
import { apartKm, type Direction, directionOf, distanceKm, type Place } from "../../shared/seismo/geodesy.ts";
import { GMICE_SIGMA } from "../../shared/seismo/gmice.ts";
import type { ShakingModel, SourceAtPlace } from "../../shared/seismo/shakingModel.ts";
import { siteIncrement } from "../../shared/seismo/site.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import { Neighbours } from "./neighbours.ts";
import type { Placed, Spot } from "./placed.ts";

export interface Expectation {
  /** The subscriber's point, or the point of their area that all of this is about. */
  readonly place: Place;
  readonly distanceKm: number;
  /** MMI, 1 to 10, to the hundredth that is told: what is decided on and what is remembered are the same number. */
  readonly intensity: number;
  /** Which of the two expects it. */
  readonly intensityFrom: "source" | "neighbours";
  /** From the origin, whoever expects the shaking: neighbours know no arrival, so this may have passed. */
  readonly sArrivalMs: number;
}

export interface Uncertainty {
  /** One sigma of the intensity. */
  readonly sigma: number;
  /** Of the subscriber's minimum. */
  readonly exceedanceProbability: number;
}

interface Found extends Pick<Expectation, "place" | "intensity" | "intensityFrom"> {
  readonly km: number;
}

/** Ground that nobody knows counts as this soft for how long it shakes: soft ground shakes longer. */
const SOFT_MPS = 300;

/** Made once for a version, asked for every subscriber. */
export class Forecast {
  readonly neighbours: Neighbours;
  readonly #event: Pick<SeismicEvent, "origin" | "magnitude" | "observed">;
  readonly #model: ShakingModel;
  readonly #epicentre: Direction;

  constructor(event: Pick<SeismicEvent, "origin" | "magnitude" | "observed">, model: ShakingModel) {
    this.#event = event;
    this.#model = model;
    this.#epicentre = directionOf(event.origin);
    this.neighbours = new Neighbours(event.observed);
  }

  at(placed: Spot): Expectation {
    const { subscription } = placed;
    const { origin } = this.#event;
    const nearest = subscription.polygon === null ? subscription : nearestInArea(subscription.polygon, origin);
    const km = nearest === subscription ? apartKm(this.#epicentre, placed.direction) : distanceKm(origin, nearest);
    const ofSource = this.#model.intensityAt(this.#sourceAt(subscription, km));
    const felt = this.neighbours.strongestAt(placed, ofSource);
    const ofNeighbours = felt === undefined ? 1 : withGround(felt.intensity, subscription.vs30Mps);
    if (felt === undefined || ofNeighbours <= ofSource) {
      return this.#expected({ place: nearest, km, intensity: ofSource, intensityFrom: "source" });
    }
    const feltKm = felt.place === subscription ? km : distanceKm(origin, felt.place);
    return this.#expected({ place: felt.place, km: feltKm, intensity: ofNeighbours, intensityFrom: "neighbours" });
  }

  /** Of shaking that was felt near by it is that of making intensity from motion; the source plays no part. */
  uncertaintyOf({ subscription }: Placed, { intensity, intensityFrom, distanceKm: km }: Expectation): Uncertainty {
    const { origin, magnitude } = this.#event;
    const sigma =
      intensityFrom === "neighbours"
        ? GMICE_SIGMA.intensityOfPga
        : this.#model.sigmaAt(this.#sourceAt(subscription, km), {
            magnitudeSigma: magnitude.uncertainty,
            horizontalSigmaKm: origin.horizontalUncertaintyKm,
            depthSigmaKm: origin.depthUncertaintyKm,
          });
    const probability = exceedanceProbability(intensity, sigma, subscription.minimumIntensity);
    return { sigma: rounded(sigma, 100), exceedanceProbability: rounded(probability, 10_000) };
  }

  /** When strong shaking is over there with five chances of six: S and the significant duration, one sigma longer. */
  allClearMsAt({ subscription }: Placed, { distanceKm: km, sArrivalMs }: Expectation): number {
    const { origin, magnitude } = this.#event;
    const ruptureKm = Math.hypot(km, origin.depthKm);
    const vs30Mps = subscription.vs30Mps ?? SOFT_MPS;
    const lastsS = significantDurationS({ magnitude: magnitude.value, ruptureKm, vs30Mps });
    return Math.round(sArrivalMs + 1000 * lastsS * Math.exp(DURATION_SIGMA_LN));
  }

  #expected({ place, km, intensity, intensityFrom }: Found): Expectation {
    const { timeMs, depthKm } = this.#event.origin;
    const sArrivalMs = Math.round(timeMs + 1000 * travelTimeS("S", km, depthKm));
    return { place, distanceKm: km, intensity: rounded(intensity, 100), intensityFrom, sArrivalMs };
  }

  #sourceAt({ vs30Mps }: { readonly vs30Mps: number | null }, epicentralKm: number): SourceAtPlace {
    const { magnitude, origin } = this.#event;
    return { magnitude: magnitude.value, epicentralKm, depthKm: origin.depthKm, vs30Mps: vs30Mps ?? undefined };
  }
}

function withGround(felt: number, vs30Mps: number | null): number {
  return Math.min(10, felt + siteIncrement(vs30Mps ?? undefined, felt));
}

function rounded(value: number, scale: number): number {
  return Math.round(value * scale) / scale;
}
