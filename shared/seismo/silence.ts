// Not yet arrived: a healthy station that is still quiet was not reached (Rydelek & Pujol, 2004; Horiuchi et al., 2005).
import type { FlatMap } from "./flatMap.ts";
import type { Place } from "./geodesy.ts";
import { readRow } from "./travelTime.ts";

/** A healthy station without a pick, and until when it has been heard to be quiet. */
export interface SilentStation {
  readonly place: Place;
  readonly silentUntilMs: number;
}

/** Data a picker needs after an onset before it declares one, and how sharp that is. */
const DECLARE_S = 1.2;
const SIGMA_S = 0.7;
/** A healthy station misses one P in five; silence cannot say more than that. */
const WORST = Math.log(0.2);
const TWICE_VARIANCE_S2 = 2 * SIGMA_S * SIGMA_S;
const LATEST_S = Math.sqrt(-WORST * TWICE_VARIANCE_S2);

/** Log-likelihood of the silence of all these stations, 0 where nothing should have been heard yet. First `moveTo`, then depths. */
export class Silence {
  readonly #east: Float64Array;
  readonly #north: Float64Array;
  /** Seconds after the start until which each one was quiet for sure. */
  readonly #until: Float64Array;
  /** Of the place on trial: the stations near enough to have heard it, and how far they lie. */
  readonly #nearUntil: Float64Array;
  readonly #nearKms: Float64Array;
  #count = 0;

  constructor(silent: readonly SilentStation[], map: FlatMap, startMs: number) {
    const points = silent.map((station) => map.pointOf(station.place));
    this.#east = Float64Array.from(points, (point) => point.eastKm);
    this.#north = Float64Array.from(points, (point) => point.northKm);
    this.#until = Float64Array.from(silent, (station) => (station.silentUntilMs - startMs) / 1000 - DECLARE_S);
    this.#nearUntil = new Float64Array(silent.length);
    this.#nearKms = new Float64Array(silent.length);
  }

  /** @param farKm the farthest station that did hear it: farther ones the wave may simply have been too weak for. */
  moveTo(eastKm: number, northKm: number, farKm: number): void {
    const [east, north, until] = [this.#east, this.#north, this.#until];
    const [nearUntil, nearKms] = [this.#nearUntil, this.#nearKms];
    const farKm2 = farKm * farKm;
    let count = 0;
    for (let i = 0; i < east.length; i += 1) {
      const x = eastKm - (east[i] ?? 0);
      const y = northKm - (north[i] ?? 0);
      const squareKm2 = x * x + y * y;
      if (squareKm2 > farKm2) continue;
      nearUntil[count] = until[i] ?? 0;
      nearKms[count] = Math.sqrt(squareKm2);
      count += 1;
    }
    this.#count = count;
  }

  /** @param timeS the origin's. @param row travel times of P at whole kilometres. */
  scoreAt(timeS: number, row: Float32Array): number {
    const [until, kms, count] = [this.#nearUntil, this.#nearKms, this.#count];
    let score = 0;
    for (let i = 0; i < count; i += 1) {
      const lateS = (until[i] ?? 0) - timeS - readRow(row, kms[i] ?? 0);
      if (lateS >= LATEST_S) score += WORST;
      else if (lateS > 0) score -= (lateS * lateS) / TWICE_VARIANCE_S2;
    }
    return score;
  }
}
