// How far one version of an event can concern anybody: an upper bound of what it lets expect, by distance alone.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { apartKm, type Direction, directionOf } from "../../shared/seismo/geodesy.ts";
import { GMICE_SIGMA } from "../../shared/seismo/gmice.ts";
import type { ShakingModel, SourceAtPlace } from "../../shared/seismo/shakingModel.ts";
import { Hold } from "./hold.ts";
import type { FeltCircle } from "./neighbours.ts";

/** Whoever, or all those who, may be concerned: `Placed`, or a cell of the index. */
export interface Reachable {
  readonly direction: Direction;
  readonly radiusKm: number;
  readonly mostIncrement: number;
  readonly leastOnRock: number;
  readonly sigmas: number;
}

const STEP_KM = 5;
const STEPS = 400;
/** Errors of motion depend on the ground: the largest of these, and a tenth more, stands for all. */
const GROUNDS_MPS = [undefined, 120, 240, 450];
const MORE_SIGMA = 1.1;

export class Reach {
  readonly #event: Pick<SeismicEvent, "origin" | "magnitude">;
  readonly #model: ShakingModel;
  readonly #epicentre: Direction;
  readonly #felt: FeltCircle | undefined;
  /** On rock at each step or farther. */
  readonly #intensity: Float64Array;
  /** Made when somebody is told by cost and loss. */
  #sigma: Float64Array | undefined;

  constructor(event: SeismicEvent, model: ShakingModel, felt: FeltCircle | undefined) {
    this.#event = { origin: event.origin, magnitude: event.magnitude };
    this.#model = model;
    this.#epicentre = directionOf(event.origin);
    this.#felt = felt;
    this.#intensity = farthestFirst((km) => model.intensityAt(this.#sourceAt(km, undefined)));
  }

  includes(who: Reachable): boolean {
    return this.#bySource(who) >= who.leastOnRock || this.#byNeighbours(who) >= who.leastOnRock;
  }

  /** Why they are not included. */
  holdOf(who: Reachable): Hold {
    const most = Math.max(this.#bySource(who), this.#byNeighbours(who)) + who.mostIncrement;
    return new Hold("outOfReach", apartKm(this.#epicentre, who.direction), Math.min(10, most));
  }

  #bySource({ direction, radiusKm, sigmas }: Reachable): number {
    const km = Math.max(0, apartKm(this.#epicentre, direction) - radiusKm);
    const step = Math.min(STEPS, Math.floor(km / STEP_KM));
    const intensity = this.#intensity[step] ?? 10;
    return sigmas === 0 ? intensity : intensity + sigmas * (this.#sigmas()[step] ?? 10);
  }

  #byNeighbours({ direction, radiusKm, sigmas }: Reachable): number {
    const felt = this.#felt;
    if (felt === undefined || apartKm(felt.centre, direction) > felt.radiusKm + radiusKm) return 1;
    return felt.strongest + sigmas * GMICE_SIGMA.intensityOfPga;
  }

  #sigmas(): Float64Array {
    const { origin, magnitude } = this.#event;
    const errors = {
      magnitudeSigma: magnitude.uncertainty,
      horizontalSigmaKm: origin.horizontalUncertaintyKm,
      depthSigmaKm: origin.depthUncertaintyKm,
    };
    const largest = (km: number) =>
      Math.max(...GROUNDS_MPS.map((vs30Mps) => this.#model.sigmaAt(this.#sourceAt(km, vs30Mps), errors)));
    this.#sigma ??= farthestFirst((km) => MORE_SIGMA * largest(km));
    return this.#sigma;
  }

  #sourceAt(epicentralKm: number, vs30Mps: number | undefined): SourceAtPlace {
    const { origin, magnitude } = this.#event;
    return { magnitude: magnitude.value, epicentralKm, depthKm: origin.depthKm, vs30Mps };
  }
}

/** The largest of a value at each step's distance or farther. */
function farthestFirst(valueAt: (km: number) => number): Float64Array {
  const largest = new Float64Array(STEPS + 1);
  let most = Number.NEGATIVE_INFINITY;
  for (let step = STEPS; step >= 0; step -= 1) {
    most = Math.max(most, valueAt(step * STEP_KM));
    largest[step] = most;
  }
  return largest;
}
