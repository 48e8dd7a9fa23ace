// First arrivals at the surface, by rays traced from a source through the shells of a velocity model.
import { EARTH_RADIUS_KM } from "./geodesy.ts";
import { type Phase, type Shell, shellsCutAt, shellsOf, type VelocityModel } from "./velocityModel.ts";

/** Distances and depths a table covers, in steps of a kilometre. */
export const COLUMNS = 1001;
export const ROWS = 201;
/** Rays per source depth that leave upwards, and per shell that turn in it. */
const UP_RAYS = 240;
const TURNING_RAYS = 200;
/** Times are kept as 32-bit numbers. */
const ROUNDING_S = 1e-3;

interface Leg {
  readonly distanceRad: number;
  readonly timeS: number;
}

/** Through a whole shell, or (where it turns in it) down to its turning point. */
function legThrough(shell: Shell, p: number): Leg {
  const turns = shell.etaBottom < p;
  const [top, bottom] = [Math.max(shell.etaTop, p), turns ? p : shell.etaBottom];
  const scale = 1 / (1 - shell.exponent);
  return {
    distanceRad: scale * (Math.acos(p / top) - Math.acos(p / bottom)),
    timeS: scale * (Math.sqrt(top * top - p * p) - Math.sqrt(Math.max(0, bottom * bottom - p * p))),
  };
}

/** Lowers the row's times to a straight piece between two neighbouring rays of one branch, wherever it is earlier. */
function lower(row: Float32Array, from: Leg, to: Leg): void {
  const [a, b] = from.distanceRad <= to.distanceRad ? [from, to] : [to, from];
  const [startKm, endKm] = [a.distanceRad * EARTH_RADIUS_KM, b.distanceRad * EARTH_RADIUS_KM];
  const slope = endKm > startKm ? (b.timeS - a.timeS) / (endKm - startKm) : 0;
  const last = Math.min(COLUMNS - 1, Math.floor(endKm + 1e-9));
  for (let i = Math.ceil(startKm - 1e-9); i <= last; i += 1) {
    const timeS = a.timeS + slope * (i - startKm);
    if (timeS < (row[i] ?? 0)) row[i] = timeS;
  }
}

/** Ray parameter of the flattest ray that gets through all of them. */
function flattestThrough(shells: readonly Shell[]): number | undefined {
  if (shells.length === 0) return undefined;
  return Math.min(...shells.flatMap(({ etaTop, etaBottom }) => [etaTop, etaBottom]));
}

/** Rays from the source straight up to the surface: the direct wave. */
function traceDirect(row: Float32Array, above: readonly Shell[]): void {
  const eta = flattestThrough(above) ?? 0;
  let previous: Leg | undefined;
  for (let i = 0; i <= UP_RAYS; i += 1) {
    const p = i === UP_RAYS ? eta : eta * Math.sin(Math.atan(Math.sinh((i / UP_RAYS) * 8)));
    const leg = sum(above.map((shell) => legThrough(shell, p)));
    if (previous !== undefined) lower(row, previous, leg);
    previous = leg;
  }
}

/** Rays that leave downwards and turn in the shell `below[at]`: refracted and diving waves. */
function traceTurning(row: Float32Array, above: readonly Shell[], below: readonly Shell[]): void {
  below.forEach((shell, at) => {
    const passed = below.slice(0, at);
    const flattest = Math.min(shell.etaTop, flattestThrough([...passed, ...above]) ?? shell.etaTop);
    // Where velocity falls with depth nothing turns.
    if (shell.etaBottom >= flattest) return;
    let previous: Leg | undefined;
    for (let i = 0; i <= TURNING_RAYS; i += 1) {
      // Quadratic: distance grows with the square root of how much steeper a ray is than the flattest one.
      const p = flattest - (flattest - shell.etaBottom) * (i / TURNING_RAYS) ** 2;
      const down = sum([...passed, shell].map((other) => legThrough(other, p)));
      const up = sum(above.map((other) => legThrough(other, p)));
      const leg = {
        distanceRad: 2 * down.distanceRad + up.distanceRad,
        timeS: 2 * down.timeS + up.timeS,
      };
      if (previous !== undefined) lower(row, previous, leg);
      previous = leg;
    }
  });
}

function sum(legs: readonly Leg[]): Leg {
  let [distanceRad, timeS] = [0, 0];
  for (const leg of legs) {
    distanceRad += leg.distanceRad;
    timeS += leg.timeS;
  }
  return { distanceRad, timeS };
}

/** Seconds to the first arrival at `COLUMNS` distances for each of `ROWS` depths, row by row. */
export function tableOf(model: VelocityModel, phase: Phase): Float32Array {
  const table = new Float32Array(ROWS * COLUMNS).fill(Number.POSITIVE_INFINITY);
  const shells = shellsOf(model, phase);
  for (let i = 0; i < ROWS; i += 1) {
    const depthKm = i;
    const cut = shellsCutAt(shells, depthKm, model.geometry);
    const row = table.subarray(i * COLUMNS, (i + 1) * COLUMNS);
    const above = cut.filter((shell) => shell.bottomKm <= depthKm);
    traceDirect(row, above);
    traceTurning(
      row,
      above,
      cut.filter((shell) => shell.topKm >= depthKm),
    );
    bridge(row, (flattestThrough(above) ?? cut[0]?.etaTop ?? 0) / EARTH_RADIUS_KM);
  }
  return table;
}

/**
 * Where no ray comes up, in the shadow of a slow layer, and until one comes up again, the wave creeps on along the fastest
 * layer above the source: no ray is flatter than the one that grazes it.
 */
function bridge(row: Float32Array, flattestSPerKm: number): void {
  for (let i = 1; i < row.length; i += 1) {
    const creepingS = (row[i - 1] ?? 0) + flattestSPerKm;
    if ((row[i] ?? 0) > creepingS + ROUNDING_S) row[i] = creepingS;
  }
}
