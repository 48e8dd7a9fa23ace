// Intensity to expect from a point source, with its error: by an intensity relation, or by ground motion and its conversion.
import { bssa14, type PredictedMotion, REFERENCE_VS30_MPS } from "./bssa14.ts";
import { distanceSigmaKm, intensitySigma } from "./exceedance.ts";
import { GMICE_SIGMA, intensityOfMotion, intensityOfPga, intensityOfPgv } from "./gmice.ts";
import { unboundedIntensityAt } from "./ipe.ts";
import { siteIncrement } from "./site.ts";

/** A point source as one place sees it. */
export interface SourceAtPlace {
  readonly magnitude: number;
  readonly epicentralKm: number;
  readonly depthKm: number;
  /** Of the place; where it is unknown its ground counts as rock of 760 m/s. */
  readonly vs30Mps: number | undefined;
}

/** One sigma each. */
export interface SourceErrors {
  readonly magnitudeSigma: number;
  readonly horizontalSigmaKm: number;
  readonly depthSigmaKm: number;
}

export interface ShakingModel {
  /** MMI, 1 to 10. */
  intensityAt(source: SourceAtPlace): number;
  /** One sigma of it: the model's own error, the magnitude's and the location's, as independent. */
  sigmaAt(source: SourceAtPlace, errors: SourceErrors): number;
}

/** Beyond this no shaking is looked up any more. */
const MAX_KM = 2000;
/** Nearer than this the point source means nothing, and its slope with distance is infinite. */
const LEAST_KM = 1;
const STEP_MAGNITUDE = 0.1;
const STEP_KM = 1;

/** Allen, Wald & Worden (2012) from the hypocentre, with what the ground adds. */
export const IPE: ShakingModel = {
  intensityAt(source) {
    const { magnitude, vs30Mps } = source;
    const onRock = unboundedIntensityAt({ magnitude, hypocentralKm: hypocentralKm(source) });
    return onScale(onRock + siteIncrement(vs30Mps, onRock));
  },
  sigmaAt(source, { magnitudeSigma, ...location }) {
    const { magnitude, epicentralKm, depthKm } = source;
    return intensitySigma({
      magnitude,
      magnitudeSigma,
      hypocentralKm: hypocentralKm(source),
      distanceSigmaKm: distanceSigmaKm({ epicentralKm, depthKm, ...location }),
    });
  },
};

/**
 * Boore et al. (2014) on the ground of the place, as intensity by Worden et al. (2012). The epicentre stands for the
 * rupture's projection: too far from a large rupture. Depth does not count: for shallow crust only.
 */
export const BSSA14: ShakingModel = {
  intensityAt: (source) => intensityOfMotion(motionAt(source)),
  sigmaAt(source, { magnitudeSigma, horizontalSigmaKm }) {
    const { magnitude, epicentralKm } = source;
    const base = BSSA14.intensityAt(source);
    const larger = BSSA14.intensityAt({ ...source, magnitude: magnitude + STEP_MAGNITUDE });
    const farther = BSSA14.intensityAt({ ...source, epicentralKm: epicentralKm + STEP_KM });
    return Math.hypot(
      convertedSigma(motionAt(source)),
      ((larger - base) / STEP_MAGNITUDE) * magnitudeSigma,
      ((farther - base) / STEP_KM) * horizontalSigmaKm,
    );
  },
};

/** Epicentral distance within which the intensity is expected on rock; 0 if it is expected nowhere. By bisection. */
export function shakingRadiusKm(
  model: ShakingModel,
  of: { readonly magnitude: number; readonly depthKm: number; readonly intensity: number },
): number {
  const reaches = (epicentralKm: number) =>
    model.intensityAt({ ...of, epicentralKm, vs30Mps: undefined }) >= of.intensity;
  if (!reaches(0)) return 0;
  if (reaches(MAX_KM)) return MAX_KM;
  let [insideKm, outsideKm] = [0, MAX_KM];
  while (outsideKm - insideKm > 1e-2) {
    const middleKm = (insideKm + outsideKm) / 2;
    if (reaches(middleKm)) insideKm = middleKm;
    else outsideKm = middleKm;
  }
  return insideKm;
}

function motionAt({ magnitude, epicentralKm, vs30Mps = REFERENCE_VS30_MPS }: SourceAtPlace): PredictedMotion {
  return bssa14(magnitude, { joynerBooreKm: epicentralKm, vs30Mps });
}

/** The motion's error and the conversion's. What PGA and PGV miss of one earthquake goes together: no gain by the mean. */
function convertedSigma({ pgaMps2, pgvMps, pgaSigmaLn, pgvSigmaLn }: PredictedMotion): number {
  const byPga = intensityOfPga(pgaMps2 * Math.exp(pgaSigmaLn)) - intensityOfPga(pgaMps2);
  const byPgv = intensityOfPgv(pgvMps * Math.exp(pgvSigmaLn)) - intensityOfPgv(pgvMps);
  return (Math.hypot(byPga, GMICE_SIGMA.intensityOfPga) + Math.hypot(byPgv, GMICE_SIGMA.intensityOfPgv)) / 2;
}

function hypocentralKm({ epicentralKm, depthKm }: SourceAtPlace): number {
  return Math.max(LEAST_KM, Math.hypot(epicentralKm, depthKm));
}

function onScale(intensity: number): number {
  return Math.min(10, Math.max(1, intensity));
}
