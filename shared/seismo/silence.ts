// Not yet arrived: a healthy station that is still quiet was not reached (Rydelek & Pujol, 2004; Horiuchi et al., 2005).
import type { FlatMap } from "./flatMap.ts";
import type { Place } from "./geodesy.ts";
import { readRow } from "./travelTime.ts";

/** A healthy station without a pick, and until when it has been heard to be quiet. */
export interface SilentStation {
  readonly place: Place;
  readonly silentUntilMs: number;
}

/** An origin on trial, on a flat map; `farKm` is how far the farthest station lies that did hear it. */
export interface Trial {
  readonly eastKm: number;
  readonly northKm: number;
  readonly timeS: number;
  readonly farKm: number;
  /** Travel times of P at whole kilometres. */
  readonly row: Float32Array;
}

/** Data a picker needs after an onset before it declares one, and how sharp that is. */
const DECLARE_S = 1.2;
const SIGMA_S = 0.7;
/** A healthy station misses one P in five; silence cannot say more than that. */
const WORST = Math.log(0.2);

/** Log-likelihood of the silence of all these stations, 0 where nothing should have been heard yet. */
export function silenceScorer(
  silent: readonly SilentStation[],
  map: FlatMap,
  startMs: number,
): (trial: Trial) => number {
  const points = silent.map((station) => map.pointOf(station.place));
  const east = Float64Array.from(points, (point) => point.eastKm);
  const north = Float64Array.from(points, (point) => point.northKm);
  const until = Float64Array.from(silent, (station) => (station.silentUntilMs - startMs) / 1000 - DECLARE_S);
  return ({ eastKm, northKm, timeS, farKm, row }) => {
    let score = 0;
    for (let i = 0; i < until.length; i += 1) {
      const [x, y] = [eastKm - (east[i] ?? 0), northKm - (north[i] ?? 0)];
      const km = Math.sqrt(x * x + y * y);
      // Farther than all who heard it, the wave may simply have been too weak.
      if (km > farKm) continue;
      const lateS = (until[i] ?? 0) - timeS - readRow(row, km);
      if (lateS > 0) score += Math.max(WORST, -0.5 * (lateS / SIGMA_S) ** 2);
    }
    return score;
  };
}
