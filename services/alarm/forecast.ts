// What to expect of one version of an event at any place: the worse of what its source predicts and of what the
// neighbours feel already (PLUM), the uncertainty of that, and when S comes.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import { GMICE_SIGMA } from "../../shared/seismo/gmice.ts";
import { corroborated, fusedIntensity, type ObservedIntensity, plumIntensityAt } from "../../shared/seismo/plum.ts";
import type { ShakingModel, SourceAtPlace } from "../../shared/seismo/shakingModel.ts";
import { siteIncrement } from "../../shared/seismo/site.ts";
import { secondsToS } from "../../shared/seismo/warning.ts";

export interface Place {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** Null where the ground is unknown: nothing is added. */
  readonly vs30Mps: number | null;
}

export interface Expectation {
  readonly distanceKm: number;
  /** MMI, 1 to 10. */
  readonly intensity: number;
  /** Which of the two expects it. */
  readonly intensityFrom: "source" | "neighbours";
}

/** Made once for a version, asked for every subscriber. */
export class Forecast {
  readonly #event: Pick<SeismicEvent, "origin" | "magnitude" | "observed">;
  readonly #model: ShakingModel;
  readonly #neighbours: readonly ObservedIntensity[];

  constructor(event: Pick<SeismicEvent, "origin" | "magnitude" | "observed">, model: ShakingModel) {
    this.#event = event;
    this.#model = model;
    // Events do not say what ground their stations stand on: nothing is taken off (as Cochran et al., 2019).
    this.#neighbours = corroborated(
      event.observed.map((station) => ({ place: station, intensity: station.intensity, siteIncrement: 0 })),
    );
  }

  at(place: Place): Expectation {
    const km = distanceKm(this.#event.origin, place);
    const ofSource = this.#model.intensityAt(this.#sourceAt(place, km));
    const intensity = fusedIntensity(ofSource, this.#ofNeighboursAt(place));
    return { distanceKm: km, intensity, intensityFrom: intensity > ofSource ? "neighbours" : "source" };
  }

  /** One sigma. Of shaking that was felt near by it is that of making intensity from motion; the source plays no part. */
  sigmaAt(place: Place, expected: Expectation): number {
    if (expected.intensityFrom === "neighbours") return GMICE_SIGMA.intensityOfPga;
    const { origin, magnitude } = this.#event;
    return this.#model.sigmaAt(this.#sourceAt(place, expected.distanceKm), {
      magnitudeSigma: magnitude.uncertainty,
      horizontalSigmaKm: origin.horizontalUncertaintyKm,
      depthSigmaKm: origin.depthUncertaintyKm,
    });
  }

  /** From the origin, whoever expects the shaking: neighbours know no arrival, so this may have passed. */
  sArrivalMsAt(place: Place): number {
    const { origin } = this.#event;
    return Math.round(origin.timeMs + 1000 * secondsToS(place, origin, origin.timeMs));
  }

  #sourceAt({ vs30Mps }: Place, epicentralKm: number): SourceAtPlace {
    const { magnitude, origin } = this.#event;
    return { magnitude: magnitude.value, epicentralKm, depthKm: origin.depthKm, vs30Mps: vs30Mps ?? undefined };
  }

  #ofNeighboursAt(place: Place): number | undefined {
    const felt = plumIntensityAt({ place, siteIncrement: 0 }, this.#neighbours);
    return felt === undefined ? undefined : Math.min(10, felt + siteIncrement(place.vs30Mps ?? undefined, felt));
  }
}
