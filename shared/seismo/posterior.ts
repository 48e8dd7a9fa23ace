// A posterior on a grid: its best node, mean, covariance and spread in depth and time.

export interface Grid {
  readonly eastKm: number;
  readonly northKm: number;
  readonly halfKm: number;
  readonly stepKm: number;
  readonly depthsKm: readonly number[];
}

export interface GridNode {
  readonly eastKm: number;
  readonly northKm: number;
  readonly depthKm: number;
  readonly timeS: number;
}

export interface Posterior {
  readonly best: GridNode;
  readonly mean: GridNode;
  /** East-east, east-north, north-north. */
  readonly covarianceKm2: readonly [number, number, number];
  /** Root mean square of the two horizontal semi-axes. */
  readonly horizontalKm: number;
  readonly depthSigmaKm: number;
  readonly timeSigmaS: number;
  readonly stepKm: number;
  /** Log-likelihood of the best node. */
  readonly bestScore: number;
  /** The best node of another hill, far from the best one and nearly as high. */
  readonly otherHill: GridNode | undefined;
  /** The mean lies on the hill of the best node, not in a valley between two hills. */
  readonly isOneHill: boolean;
}

/** Scores the nodes of one place after the other: first `moveTo`, then each of its depths. */
export interface NodeScorer {
  /** @returns what the score of no depth below the place is above. */
  moveTo(eastKm: number, northKm: number): number;
  /** Log-likelihood of a depth below the place; the origin time that goes with it is left in `timeS`. */
  scoreAt(depthAt: number): number;
  timeS: number;
}

/** Nodes this far below the best one (natural log) carry nothing. */
const NEGLIGIBLE = 12;

/** Scores every node that can matter. Nodes stand for cells, so the covariance is never smaller than that of a cell. */
export function gridPosterior(grid: Grid, scorer: NodeScorer): Posterior {
  const side = 2 * Math.round(grid.halfKm / grid.stepKm) + 1;
  const depths = grid.depthsKm.length;
  const size = side * side * depths;
  const [scores, times] = [new Float64Array(size), new Float64Array(size)];
  const westKm = grid.eastKm - ((side - 1) / 2) * grid.stepKm;
  const southKm = grid.northKm - ((side - 1) / 2) * grid.stepKm;
  let [bestAt, top] = [0, Number.NEGATIVE_INFINITY];
  for (let place = 0; place < side * side; place += 1) {
    const eastKm = westKm + (place % side) * grid.stepKm;
    const most = scorer.moveTo(eastKm, southKm + Math.floor(place / side) * grid.stepKm);
    const isHopeless = most < top - NEGLIGIBLE;
    for (let d = 0, at = place * depths; d < depths; d += 1, at += 1) {
      const score = isHopeless ? Number.NEGATIVE_INFINITY : scorer.scoreAt(d);
      scores[at] = score;
      times[at] = scorer.timeS;
      if (score > top) [bestAt, top] = [at, score];
    }
  }
  const nodeAt = (at: number): GridNode => {
    const place = Math.floor(at / depths);
    return {
      eastKm: westKm + (place % side) * grid.stepKm,
      northKm: southKm + Math.floor(place / side) * grid.stepKm,
      depthKm: grid.depthsKm[at % depths] ?? 0,
      timeS: times[at] ?? 0,
    };
  };
  const posterior = summed(scores, { times, nodeAt, bestAt, side, grid });
  const { mean } = posterior;
  const cell = (km: number, fromKm: number) => Math.round((km - fromKm) / grid.stepKm);
  const offs = grid.depthsKm.map((km) => Math.abs(km - mean.depthKm));
  const meanDepthAt = offs.indexOf(Math.min(...offs));
  const meanAt = (cell(mean.northKm, southKm) * side + cell(mean.eastKm, westKm)) * depths + meanDepthAt;
  const bestScore = scores[bestAt] ?? 0;
  const otherAt = otherHillAt(scores, nodeAt, { bestAt, apartKm: HILL_STEPS * grid.stepKm });
  const otherHill = otherAt === undefined ? undefined : nodeAt(otherAt);
  return { ...posterior, bestScore, otherHill, isOneHill: bestScore - (scores[meanAt] ?? 0) < VALLEY };
}

/** Another hill's top lies this many steps away, and no lower than this (natural log). */
const HILL_STEPS = 5;
const HILL_DEPTH = 6;

function otherHillAt(
  scores: Float64Array,
  nodeAt: (at: number) => GridNode,
  { bestAt, apartKm }: { readonly bestAt: number; readonly apartKm: number },
): number | undefined {
  const best = nodeAt(bestAt);
  let highest = (scores[bestAt] ?? 0) - HILL_DEPTH;
  let found: number | undefined;
  for (let at = 0; at < scores.length; at += 1) {
    const score = scores[at] ?? 0;
    if (score < highest || (score === highest && found !== undefined)) continue;
    const node = nodeAt(at);
    if (Math.hypot(node.eastKm - best.eastKm, node.northKm - best.northKm) < apartKm) continue;
    found = at;
    highest = score;
  }
  return found;
}

/** Natural log: a mean this much less likely than the best node is no place to be. */
const VALLEY = 2;

interface Scored {
  readonly times: Float64Array;
  readonly nodeAt: (at: number) => GridNode;
  readonly bestAt: number;
  readonly side: number;
  readonly grid: Grid;
}

function summed(
  scores: Float64Array,
  { times, nodeAt, bestAt, side, grid: { stepKm, depthsKm } }: Scored,
): Omit<Posterior, "isOneHill" | "bestScore" | "otherHill"> {
  const best = nodeAt(bestAt);
  const top = scores[bestAt] ?? 0;
  const depths = depthsKm.length;
  const bestPlace = Math.floor(bestAt / depths);
  const [bestColumn, bestRow] = [bestPlace % side, Math.floor(bestPlace / side)];
  let [w, x, y, z, t, xx, xy, yy, zz, tt] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let at = 0; at < scores.length; at += 1) {
    const below = top - (scores[at] ?? 0);
    if (!(below < NEGLIGIBLE)) continue;
    const weight = Math.exp(-below);
    const place = Math.floor(at / depths);
    const dx = stepKm * ((place % side) - bestColumn);
    const dy = stepKm * (Math.floor(place / side) - bestRow);
    const dz = (depthsKm[at - place * depths] ?? 0) - best.depthKm;
    const dt = (times[at] ?? 0) - best.timeS;
    w += weight;
    x += weight * dx;
    y += weight * dy;
    z += weight * dz;
    t += weight * dt;
    xx += weight * dx * dx;
    xy += weight * dx * dy;
    yy += weight * dy * dy;
    zz += weight * dz * dz;
    tt += weight * dt * dt;
  }
  [x, y, z, t] = [x / w, y / w, z / w, t / w];
  const cell = (stepKm * stepKm) / 12;
  const covarianceKm2 = [xx / w - x * x + cell, xy / w - x * y, yy / w - y * y + cell] as const;
  return {
    best,
    mean: { eastKm: best.eastKm + x, northKm: best.northKm + y, depthKm: best.depthKm + z, timeS: best.timeS + t },
    covarianceKm2,
    horizontalKm: Math.sqrt((covarianceKm2[0] + covarianceKm2[2]) / 2),
    depthSigmaKm: Math.sqrt(Math.max(0, zz / w - z * z)),
    timeSigmaS: Math.sqrt(Math.max(0, tt / w - t * t)),
    stepKm,
  };
}
