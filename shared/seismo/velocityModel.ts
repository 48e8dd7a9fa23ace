// A velocity model as nodes of depth, and as shells in which velocity is a power of the radius (Bullen's law).
import { EARTH_RADIUS_KM } from "./geodesy.ts";

export type Phase = "P" | "S";

/** Depth, Vp, Vs; between two nodes velocity changes evenly, and a depth named twice is a discontinuity. */
export type VelocityNode = readonly [depthKm: number, vpKmS: number, vsKmS: number];

/** Nodes from depth 0 downwards; below the last one velocity stays as it is there. */
export interface VelocityModel {
  readonly name: string;
  /** "flat" for what was published as layers of a flat Earth. */
  readonly geometry: "spherical" | "flat";
  readonly nodes: readonly VelocityNode[];
}

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

/** No ray that reaches 1000 km goes deeper. */
const FLOOR_KM = 800;
/** Velocity grows by at least this share: the closed forms want b < 1, and an even flat layer is one with b = 1. */
const LEAST_GROWTH = 1e-7;

/** Vp and Vs everywhere, on a flat Earth: 6.0 and 3.5 km/s is EPIC's and ISNet's crust. */
export function halfSpace(vpKmS: number, vsKmS: number): VelocityModel {
  return { name: `half-space ${vpKmS}/${vsKmS}`, geometry: "flat", nodes: [[0, vpKmS, vsKmS]] };
}

/** @throws RangeError for nodes that are no model. */
export function shellsOf(model: VelocityModel, phase: Phase): readonly Shell[] {
  const shells: Shell[] = [];
  const nodes = grounded(model);
  for (let i = 1; i < nodes.length; i += 1) {
    const [top, bottom] = [nodes[i - 1], nodes[i]];
    if (top === undefined || bottom === undefined || top[0] === bottom[0]) continue;
    const column = phase === "P" ? 1 : 2;
    shells.push(shellBetween([top[0], top[column]], [bottom[0], bottom[column]], model.geometry));
  }
  return shells;
}

function grounded({ name, nodes }: VelocityModel): readonly VelocityNode[] {
  const last = nodes.at(-1);
  const sinks = nodes.some(([depthKm], i) => depthKm < (nodes[i - 1]?.[0] ?? 0));
  const stands = nodes.some(([, vpKmS, vsKmS]) => !(vpKmS > 0 && vsKmS > 0));
  if (last === undefined || nodes[0]?.[0] !== 0 || sinks || stands)
    throw new RangeError(`velocity model ${name}: want depths from 0 downwards and velocities above 0`);
  return last[0] < FLOOR_KM ? [...nodes, [FLOOR_KM, last[1], last[2]]] : nodes;
}

type At = readonly [depthKm: number, velocityKmS: number];

function shellBetween(top: At, bottom: At, geometry: VelocityModel["geometry"]): Shell {
  const [rTop, rBottom] = [radiusOf(top[0], geometry), radiusOf(bottom[0], geometry)];
  // On the flattened Earth velocity keeps its ratio to the radius (Müller, 1971).
  const [etaTop, etaEnd] =
    geometry === "flat"
      ? [EARTH_RADIUS_KM / top[1], EARTH_RADIUS_KM / bottom[1]]
      : [rTop / top[1], rBottom / bottom[1]];
  const isEven = Math.abs(etaEnd / etaTop - 1) < LEAST_GROWTH;
  const etaBottom = isEven ? etaTop * (1 - LEAST_GROWTH) : etaEnd;
  const exponent = 1 - Math.log(etaTop / etaBottom) / Math.log(rTop / rBottom);
  return { topKm: top[0], bottomKm: bottom[0], etaTop, etaBottom, exponent };
}

/** Where a depth of the model lies in the sphere that the rays are traced in (Earth flattening: r = R·exp(−z/R)). */
function radiusOf(depthKm: number, geometry: VelocityModel["geometry"]): number {
  return geometry === "flat" ? EARTH_RADIUS_KM * Math.exp(-depthKm / EARTH_RADIUS_KM) : EARTH_RADIUS_KM - depthKm;
}

/** The same shells with one of them cut in two at `depthKm`, so that a source lies on a boundary. */
export function shellsCutAt(
  shells: readonly Shell[],
  depthKm: number,
  geometry: VelocityModel["geometry"],
): readonly Shell[] {
  return shells.flatMap((shell) => {
    if (depthKm <= shell.topKm || depthKm >= shell.bottomKm) return [shell];
    const ratio = radiusOf(depthKm, geometry) / radiusOf(shell.topKm, geometry);
    const eta = shell.etaTop * ratio ** (1 - shell.exponent);
    return [
      { ...shell, bottomKm: depthKm, etaBottom: eta },
      { ...shell, topKm: depthKm, etaTop: eta },
    ];
  });
}
