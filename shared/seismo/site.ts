// What the ground under a place does to shaking: BSSA14's linear term as intensity.
import { bssa14SiteLn, REFERENCE_VS30_MPS } from "./bssa14.ts";
import { intensityOfPga, intensityOfPgv, pgaMps2OfIntensity, pgvMpsOfIntensity } from "./gmice.ts";

/**
 * Intensity that a site adds to `rockIntensity`, the one on rock of 760 m/s; 0 where Vs30 is unknown. PGA and PGV are
 * amplified by BSSA14's linear term, each becomes intensity by Worden et al. (2012), and the two are averaged. Strong
 * motion is amplified less than linearly on soft ground: from intensity VII on this is an upper bound.
 */
export function siteIncrement(vs30Mps: number | undefined, rockIntensity: number): number {
  if (vs30Mps === undefined) return 0;
  const pga = pgaMps2OfIntensity(rockIntensity);
  const pgv = pgvMpsOfIntensity(rockIntensity);
  const byPga = intensityOfPga(pga * Math.exp(bssa14SiteLn("pga", vs30Mps))) - intensityOfPga(pga);
  const byPgv = intensityOfPgv(pgv * Math.exp(bssa14SiteLn("pgv", vs30Mps))) - intensityOfPgv(pgv);
  return (byPga + byPgv) / 2;
}

/** PGA's and PGV's steepest slopes of intensity with log10 of motion in Worden et al. (2012). */
const STEEPEST = { pga: 3.7, pgv: 3.16 };

/** No site of this Vs30 adds more than this at any intensity, by `siteIncrement` or BSSA14 itself. */
export function mostSiteIncrement(vs30Mps: number | undefined): number {
  if (vs30Mps === undefined || vs30Mps >= REFERENCE_VS30_MPS) return 0;
  const byPga = STEEPEST.pga * bssa14SiteLn("pga", vs30Mps);
  const byPgv = STEEPEST.pgv * bssa14SiteLn("pgv", vs30Mps);
  return (byPga + byPgv) / (2 * Math.LN10);
}
