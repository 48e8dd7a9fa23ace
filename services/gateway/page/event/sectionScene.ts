// What of a record section is in sight: seconds across, kilometres down; zoomed and moved within what there is.
export interface Scene {
  readonly fromS: number;
  readonly toS: number;
  readonly fromKm: number;
  readonly toKm: number;
}

const LEAST_S = 1;
const LEAST_KM = 2;

/** @param at what stays where it is */
export function zoomed(scene: Scene, factor: number, at: { readonly s: number; readonly km: number }): Scene {
  return {
    fromS: at.s - (at.s - scene.fromS) * factor,
    toS: at.s + (scene.toS - at.s) * factor,
    fromKm: at.km - (at.km - scene.fromKm) * factor,
    toKm: at.km + (scene.toKm - at.km) * factor,
  };
}

/** By shares of what is in sight. */
export function moved(scene: Scene, right: number, down: number): Scene {
  const [s, km] = [(scene.toS - scene.fromS) * right, (scene.toKm - scene.fromKm) * down];
  return { fromS: scene.fromS + s, toS: scene.toS + s, fromKm: scene.fromKm + km, toKm: scene.toKm + km };
}

/** Never beyond all there is, never so near that nothing is left. */
export function within(scene: Scene, all: Scene): Scene {
  const [fromS, toS] = clamped([scene.fromS, scene.toS], [all.fromS, all.toS], LEAST_S);
  const [fromKm, toKm] = clamped([scene.fromKm, scene.toKm], [all.fromKm, all.toKm], LEAST_KM);
  return { fromS, toS, fromKm, toKm };
}

type Span = readonly [number, number];

function clamped([from, to]: Span, [least, most]: Span, shortest: number): Span {
  const length = Math.min(most - least, Math.max(shortest, to - from));
  const begin = Math.min(most - length, Math.max(least, (from + to - length) / 2));
  return [begin, begin + length];
}
