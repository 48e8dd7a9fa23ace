// P or S by amplitudes alone: the Virtual Seismologist's rule (Cua & Heaton, 2007; SCIENCE §4.9), for any distance.

/** Peaks of one window, SI: vertical, and the larger or mean horizontal. */
export interface Amplitudes {
  readonly verticalMps2: number;
  readonly verticalMps: number;
  readonly horizontalMps2: number;
  readonly horizontalMps: number;
}

/** From here on the window is P's. */
export const P_ABOVE = -0.01;

/** .43 log ZA + .55 log ZV − .46 log HA − .55 log HV in cgs; undefined where an amplitude is nothing. */
export function amplitudeDiscriminant(peaks: Amplitudes): number | undefined {
  const { verticalMps2, verticalMps, horizontalMps2, horizontalMps } = peaks;
  if (!(verticalMps2 > 0 && verticalMps > 0 && horizontalMps2 > 0 && horizontalMps > 0)) return undefined;
  const cgs = (si: number) => Math.log10(100 * si);
  return 0.43 * cgs(verticalMps2) + 0.55 * cgs(verticalMps) - 0.46 * cgs(horizontalMps2) - 0.55 * cgs(horizontalMps);
}
