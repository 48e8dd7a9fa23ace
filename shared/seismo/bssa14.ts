// Peak ground motion from magnitude, distance and site (Boore, Stewart, Seyhan & Atkinson, 2014): active crust, unspecified
// fault, no basin term.

/** Where the motion is to be predicted. */
export interface MotionSite {
  /** From the rupture's projection to the surface; of a point source, from the epicentre. */
  readonly joynerBooreKm: number;
  /** 760 for the reference rock. */
  readonly vs30Mps: number;
}

/** Medians, and their errors as one sigma of the natural logarithm. */
export interface PredictedMotion {
  readonly pgaMps2: number;
  readonly pgvMps: number;
  readonly pgaSigmaLn: number;
  readonly pgvSigmaLn: number;
}

type Pair = readonly [number, number];

interface Coefficients {
  readonly source: Record<"e0" | "e4" | "e5" | "e6" | "hingeMagnitude", number>;
  readonly path: Record<"c1" | "c2" | "c3" | "hKm", number>;
  readonly site: Record<"c" | "ceilingMps" | "f4" | "f5", number>;
  readonly error: {
    /** Between and within earthquakes, at M ≤ 4.5 and M ≥ 5.5. */
    readonly tau: Pair;
    readonly phi: Pair;
    /** Far away φ grows, between these distances, by this. */
    readonly farKm: Pair;
    readonly farPhi: number;
    /** On soft ground (300 to 225 m/s) φ shrinks by this. */
    readonly softPhi: number;
  };
}

/** Of ln PGA in g. */
const PGA: Coefficients = {
  source: { e0: 0.4473, e4: 1.431, e5: 0.05053, e6: -0.1662, hingeMagnitude: 5.5 },
  path: { c1: -1.134, c2: 0.1917, c3: -0.008088, hKm: 4.5 },
  site: { c: -0.6, ceilingMps: 1500, f4: -0.15, f5: -0.00701 },
  error: { tau: [0.398, 0.348], phi: [0.695, 0.495], farKm: [110, 270], farPhi: 0.1, softPhi: 0.07 },
};

/** Of ln PGV in cm/s. */
const PGV: Coefficients = {
  source: { e0: 5.037, e4: 1.073, e5: -0.1536, e6: 0.2252, hingeMagnitude: 6.2 },
  path: { c1: -1.243, c2: 0.1489, c3: -0.00344, hKm: 5.3 },
  site: { c: -0.84, ceilingMps: 1300, f4: -0.1, f5: -0.00844 },
  error: { tau: [0.401, 0.346], phi: [0.644, 0.552], farKm: [105, 272], farPhi: 0.082, softPhi: 0.08 },
};

const G_MPS2 = 9.80665;
export const REFERENCE_VS30_MPS = 760;

export function bssa14(magnitude: number, site: MotionSite): PredictedMotion {
  const rockPgaG = Math.exp(lnOnRock(PGA, magnitude, site.joynerBooreKm));
  const medianOf = (coefficients: Coefficients) => {
    const onRock = lnOnRock(coefficients, magnitude, site.joynerBooreKm);
    return Math.exp(onRock + lnLinear(coefficients, site.vs30Mps) + lnNonlinear(coefficients, site.vs30Mps, rockPgaG));
  };
  return {
    pgaMps2: medianOf(PGA) * G_MPS2,
    pgvMps: medianOf(PGV) / 100,
    pgaSigmaLn: sigmaLn(PGA, magnitude, site),
    pgvSigmaLn: sigmaLn(PGV, magnitude, site),
  };
}

/** How much stronger weak motion is on this site than on rock of 760 m/s, as a natural logarithm: the linear term. */
export function bssa14SiteLn(of: "pga" | "pgv", vs30Mps: number): number {
  return lnLinear(of === "pga" ? PGA : PGV, vs30Mps);
}

function lnOnRock({ source, path }: Coefficients, magnitude: number, joynerBooreKm: number): number {
  const { e0, e4, e5, e6, hingeMagnitude } = source;
  const { c1, c2, c3, hKm } = path;
  const above = magnitude - hingeMagnitude;
  const event = e0 + (above <= 0 ? e4 * above + e5 * above * above : e6 * above);
  const distanceKm = Math.hypot(joynerBooreKm, hKm);
  return event + (c1 + c2 * (magnitude - 4.5)) * Math.log(distanceKm) + c3 * (distanceKm - 1);
}

function lnLinear({ site: { c, ceilingMps } }: Coefficients, vs30Mps: number): number {
  return c * Math.log(Math.min(vs30Mps, ceilingMps) / REFERENCE_VS30_MPS);
}

function lnNonlinear({ site: { f4, f5 } }: Coefficients, vs30Mps: number, rockPgaG: number): number {
  const soil = Math.exp(f5 * (Math.min(vs30Mps, REFERENCE_VS30_MPS) - 360)) - Math.exp(f5 * 400);
  return f4 * soil * Math.log((rockPgaG + 0.1) / 0.1);
}

function sigmaLn({ error }: Coefficients, magnitude: number, site: MotionSite): number {
  const { tau, phi, farKm, farPhi, softPhi } = error;
  const large = share(magnitude, [4.5, 5.5]);
  const between = tau[0] + (tau[1] - tau[0]) * large;
  const far = share(Math.log(site.joynerBooreKm), [Math.log(farKm[0]), Math.log(farKm[1])]);
  const soft = 1 - share(Math.log(site.vs30Mps), [Math.log(225), Math.log(300)]);
  return Math.hypot(between, phi[0] + (phi[1] - phi[0]) * large + farPhi * far - softPhi * soft);
}

/** How far along the way from the one to the other, 0 to 1. */
function share(value: number, [from, to]: Pair): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}
