// Intensity from magnitude and distance (Allen, Wald & Worden 2012, active crust): from the hypocentre, and from the rupture.

/** Beyond this the equation is not looked up any more. */
const MAX_KM = 2000;

/** Expected MMI, at least 1. */
export function intensityAt(of: { readonly magnitude: number; readonly hypocentralKm: number }): number {
  return Math.max(1, unboundedIntensityAt(of));
}

/** The same before it is held at 1: what a site term is to be added to, lest soft ground feels what is far too far. */
export function unboundedIntensityAt(of: { readonly magnitude: number; readonly hypocentralKm: number }): number {
  const { magnitude, hypocentralKm } = of;
  const saturationKm = -0.209 + 2.042 * Math.exp(magnitude - 5);
  const far = hypocentralKm > 50 ? 0.078 * Math.log(hypocentralKm / 50) : 0;
  const distance = Math.max(1e-3, Math.hypot(hypocentralKm, saturationKm));
  return 2.085 + 1.428 * magnitude - 1.402 * Math.log(distance) + far;
}

/** Standard deviation of MMI about `intensityAt`. */
export function intensitySigmaAt(hypocentralKm: number): number {
  return 0.82 + 0.37 / (1 + (hypocentralKm / 22.9) ** 2);
}

/** Expected MMI, at least 1, where the distance to the rupture itself is known: of large earthquakes. */
export function ruptureIntensityAt(of: { readonly magnitude: number; readonly ruptureKm: number }): number {
  const { magnitude, ruptureKm } = of;
  const distance = Math.hypot(ruptureKm, 1 + 0.813 * Math.exp(magnitude - 5));
  return Math.max(1, 3.95 + 0.913 * magnitude - 1.107 * Math.log(distance));
}

/** Standard deviation of MMI about `ruptureIntensityAt`. */
export function ruptureIntensitySigmaAt(ruptureKm: number): number {
  return 0.72 + 0.23 / (1 + (ruptureKm / 44.7) ** 2);
}

/** Epicentral distance within which `intensity` is expected; 0 if it is expected nowhere. By bisection. */
export function radiusOfIntensityKm(of: {
  readonly magnitude: number;
  readonly depthKm: number;
  readonly intensity: number;
}): number {
  const { magnitude, depthKm, intensity } = of;
  const reaches = (epicentralKm: number) =>
    intensityAt({ magnitude, hypocentralKm: Math.hypot(epicentralKm, depthKm) }) >= intensity;
  if (!reaches(0)) return 0;
  if (reaches(MAX_KM)) return MAX_KM;
  let [insideKm, outsideKm] = [0, MAX_KM];
  while (outsideKm - insideKm > 1e-3) {
    const middleKm = (insideKm + outsideKm) / 2;
    if (reaches(middleKm)) insideKm = middleKm;
    else outsideKm = middleKm;
  }
  return insideKm;
}
