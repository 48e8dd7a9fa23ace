// iasp91 (Kennett & Engdahl, 1991) down to 410 km, as shells in which velocity is a power of the radius (Bullen's law).
import { EARTH_RADIUS_KM } from "./geodesy.ts";

export type Phase = "P" | "S";

/** Depth, Vp, Vs at the model's nodes; a depth named twice is a discontinuity. */
const NODES: readonly (readonly [depthKm: number, vpKmS: number, vsKmS: number])[] = [
  [0, 5.8, 3.36],
  [20, 5.8, 3.36],
  [20, 6.5, 3.75],
  [35, 6.5, 3.75],
  [35, 8.04, 4.47],
  [77.5, 8.045, 4.485],
  [120, 8.05, 4.5],
  [165, 8.175, 4.509],
  [210, 8.3, 4.518],
  [210, 8.3, 4.522],
  [260, 8.4825, 4.609],
  [310, 8.665, 4.696],
  [360, 8.8475, 4.783],
  [410, 9.03, 4.87],
];

/**
 * In a shell velocity is a·r^b, so that distance and time of a ray have closed forms: with η = r/v and ray parameter p,
 * Δ = [acos(p/η)]/(1−b) and T = [√(η²−p²)]/(1−b) between its two radii.
 */
export interface Shell {
  readonly topKm: number;
  readonly bottomKm: number;
  /** r/v at the two ends, s/rad. */
  readonly etaTop: number;
  readonly etaBottom: number;
  readonly exponent: number;
}

export function shellsOf(phase: Phase): readonly Shell[] {
  const shells: Shell[] = [];
  for (let i = 1; i < NODES.length; i += 1) {
    const [top, bottom] = [NODES[i - 1], NODES[i]];
    if (top === undefined || bottom === undefined || top[0] === bottom[0]) continue;
    const column = phase === "P" ? 1 : 2;
    const [rTop, rBottom] = [EARTH_RADIUS_KM - top[0], EARTH_RADIUS_KM - bottom[0]];
    const exponent = Math.log(top[column] / bottom[column]) / Math.log(rTop / rBottom);
    const etas = { etaTop: rTop / top[column], etaBottom: rBottom / bottom[column] };
    shells.push({ topKm: top[0], bottomKm: bottom[0], exponent, ...etas });
  }
  return shells;
}

/** The same shells with one of them cut in two at `depthKm`, so that a source lies on a boundary. */
export function shellsCutAt(shells: readonly Shell[], depthKm: number): readonly Shell[] {
  return shells.flatMap((shell) => {
    if (depthKm <= shell.topKm || depthKm >= shell.bottomKm) return [shell];
    const ratio = (EARTH_RADIUS_KM - depthKm) / (EARTH_RADIUS_KM - shell.topKm);
    const eta = shell.etaTop * ratio ** (1 - shell.exponent);
    return [
      { ...shell, bottomKm: depthKm, etaBottom: eta },
      { ...shell, topKm: depthKm, etaTop: eta },
    ];
  });
}
