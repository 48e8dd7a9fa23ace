// What the ground under a place does to shaking: BSSA14's linear term as intensity, and Borcherdt's (1994) factors.
import { bssa14SiteLn } from "./bssa14.ts";
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

/** Least Vs30 of a class, and factors for PGA on rock below 150, below 250, up to 350 and above 350 cm/s². */
const BORCHERDT = [
  { vs30Mps: 686, pga: [1, 1, 1, 1], pgv: [1, 1, 1, 1] },
  { vs30Mps: 464, pga: [1.15, 1.1, 1.04, 0.98], pgv: [1.29, 1.26, 1.23, 1.19] },
  { vs30Mps: 372, pga: [1.24, 1.17, 1.06, 0.97], pgv: [1.49, 1.44, 1.38, 1.32] },
  { vs30Mps: 301, pga: [1.33, 1.23, 1.09, 0.96], pgv: [1.71, 1.64, 1.55, 1.45] },
  { vs30Mps: 163, pga: [1.65, 1.43, 1.15, 0.93], pgv: [2.55, 2.37, 2.14, 1.91] },
] as const;

/** By what PGA and PGV on rock are to be multiplied; softer ground than 163 m/s counts as 163, unknown as rock. */
export function borcherdtFactors(
  vs30Mps: number | undefined,
  rockPgaMps2: number,
): { readonly pga: number; readonly pgv: number } {
  const found = BORCHERDT.find((row) => vs30Mps === undefined || vs30Mps >= row.vs30Mps) ?? BORCHERDT[4];
  const gal = rockPgaMps2 * 100;
  const column = gal < 150 ? 0 : gal < 250 ? 1 : gal <= 350 ? 2 : 3;
  return { pga: found.pga[column], pgv: found.pgv[column] };
}
