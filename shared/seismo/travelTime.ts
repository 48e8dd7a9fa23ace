// Travel times of the first P and S: read from tables that are traced once for each velocity model.
import { IASP91 } from "./iasp91.ts";
import { COLUMNS, ROWS, tableOf } from "./rays.ts";
import type { Phase, VelocityModel } from "./velocityModel.ts";

export type { Phase } from "./velocityModel.ts";

export const MAX_DISTANCE_KM = COLUMNS - 1;
export const MAX_DEPTH_KM = ROWS - 1;

/** The table of one phase is traced when it is first asked for (about a third of a second). */
class TravelTimes {
  readonly #model: VelocityModel;
  #p: Float32Array | undefined;
  #s: Float32Array | undefined;

  constructor(model: VelocityModel) {
    this.#model = model;
  }

  tableOf(phase: Phase): Float32Array {
    if (phase === "P") {
      this.#p ??= tableOf(this.#model, "P");
      return this.#p;
    }
    this.#s ??= tableOf(this.#model, "S");
    return this.#s;
  }
}

const known = new WeakMap<VelocityModel, TravelTimes>();

function travelTimesIn(model: VelocityModel): TravelTimes {
  const times = known.get(model) ?? new TravelTimes(model);
  known.set(model, times);
  return times;
}

let current = travelTimesIn(IASP91);

/**
 * Sets the model of every later travel time in this process: once, at a service's start, before the first message.
 * It is state of the process so that formulas need not hand a model through; all services must be told the same one.
 */
export function setVelocityModel(model: VelocityModel): void {
  current = travelTimesIn(model);
}

/**
 * Times at 0, 1, 2 … 1000 km for a source at the nearest whole kilometre of depth: for searches that read many of them.
 */
export function travelTimeRow(phase: Phase, depthKm: number): Float32Array {
  const row = Math.min(ROWS - 1, Math.max(0, Math.round(depthKm)));
  return current.tableOf(phase).subarray(row * COLUMNS, (row + 1) * COLUMNS);
}

/** Reads a row between its whole kilometres. */
export function readRow(row: Float32Array, distanceKm: number): number {
  const column = distanceKm < COLUMNS - 2 ? distanceKm | 0 : COLUMNS - 2;
  const near = row[column] ?? 0;
  return near + ((row[column + 1] ?? 0) - near) * (distanceKm - column);
}

/**
 * Seconds from the origin to the first P or S at the surface, in iasp91 where no other model was given or set.
 * Beyond 1000 km the last slope goes on; below 200 km and above 0 km the depth counts as 200 and 0.
 */
export function travelTimeS(phase: Phase, distanceKm: number, depthKm: number, model?: VelocityModel): number {
  const table = (model === undefined ? current : travelTimesIn(model)).tableOf(phase);
  const y = Math.min(ROWS - 1, Math.max(0, depthKm));
  const column = Math.min(COLUMNS - 2, Math.floor(distanceKm));
  const row = Math.min(ROWS - 2, Math.floor(y));
  const at = row * COLUMNS + column;
  const [dx, dy] = [distanceKm - column, y - row];
  const [near, far] = [table[at] ?? 0, table[at + 1] ?? 0];
  const [nearBelow, farBelow] = [table[at + COLUMNS] ?? 0, table[at + COLUMNS + 1] ?? 0];
  return (near + (far - near) * dx) * (1 - dy) + (nearBelow + (farBelow - nearBelow) * dx) * dy;
}
