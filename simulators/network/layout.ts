// Patterns in which sensors stand: a grid, rings, a scatter. One more sensor moves no other, but on rings.
import { distanceKm, EARTH_RADIUS_KM, type Place } from "../../shared/seismo/geodesy.ts";
import { gaussian, type Random, randomOf } from "../random.ts";
import { MAX_REACH_KM, type Network } from "./networkSpec.ts";
import { Plane, type Spot } from "./plane.ts";
import { Spacing } from "./spacing.ts";

/** Cells of a grid in a square spiral around the middle. */
export function gridPlaces({ stations, center, spacingKm, jitter }: Network<"grid">, seed: number | string): Place[] {
  const reachKm = Math.ceil(Math.sqrt(stations) / 2) * spacingKm * Math.SQRT2;
  if (stations > 1 && reachKm > MAX_REACH_KM)
    throw new Error(
      `network.spacingKm: got ${spacingKm}, want less for ${stations} stations: a grid of at most ${MAX_REACH_KM} km to its corners`,
    );
  const plane = new Plane(center);
  return Array.from({ length: stations }, (_, index) => {
    const random = randomOf(seed, "grid", index);
    const [column, row] = spiralCell(index);
    const offset = (cell: number) => (cell + jitter * (2 * random() - 1)) * spacingKm;
    return plane.placeOf({ eastKm: offset(column), northKm: offset(row) });
  });
}

/** 0 → the middle, 1…8 → the cells around it, 9…24 → those around them, and so on. */
function spiralCell(index: number): [number, number] {
  const ring = Math.ceil((Math.sqrt(index + 1) - 1) / 2);
  if (ring === 0) return [0, 0];
  const side = 2 * ring;
  const along = index - (side - 1) ** 2;
  const step = (along % side) - ring;
  const turns: readonly [number, number][] = [
    [ring, step],
    [-step, ring],
    [-ring, -step],
    [step, -ring],
  ];
  return turns[Math.floor(along / side)] ?? [0, 0];
}

/** More on the outer rings, so that sensors are as far apart on all of them. */
export function ringPlaces({ stations, center, radiusKm, rings }: Network<"ring">, seed: number | string): Place[] {
  if (rings > stations) throw new Error(`network.rings: got ${rings}, want at most as many as stations, ${stations}`);
  const plane = new Plane(center);
  const spare = stations - rings;
  const upTo = (ring: number) => ring + Math.round((spare * ring * (ring + 1)) / (rings * (rings + 1)));
  return Array.from({ length: rings }, (_, index) => {
    const count = upTo(index + 1) - upTo(index);
    const turn = randomOf(seed, "ring", index)();
    const outKm = (radiusKm * (index + 1)) / rings;
    return Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * (i + turn)) / count;
      return plane.placeOf({ eastKm: outKm * Math.sin(angle), northKm: outKm * Math.cos(angle) });
    });
  }).flat();
}

/** Tries for one sensor in towns, then anywhere: at the fullest allowed about one try in twenty finds room. */
const TRIES = { town: 20, anywhere: 5000 };
/** Of discs of half the least distance, thrown at random, no more fit (55 % cover; Feder, 1980); three quarters of it. */
const FULLEST = 1.6;

/** Darts thrown one by one, those that fall too near to another thrown again. */
export function scatterPlaces(spec: Network<"scatter">, seed: number | string): Place[] {
  const { stations, center, radiusKm, leastKm } = spec;
  const most = leastKm === 0 ? stations : Math.max(1, Math.floor(FULLEST * (radiusKm / leastKm) ** 2));
  if (stations > most)
    throw new Error(
      `network.stations: got ${stations}, want at most ${most}, which find room ${leastKm} km apart in ${radiusKm} km around`,
    );
  const plane = new Plane(center);
  const random = randomOf(seed, "scatter");
  const dart = darts(spec, plane, random);
  const arc = radiusKm / EARTH_RADIUS_KM;
  const spacing = new Spacing({
    leastKm,
    stretch: arc / Math.sin(arc),
    isNear: (a, b) => distanceKm(plane.placeOf(a), plane.placeOf(b)) < leastKm,
  });
  return Array.from({ length: stations }, () => {
    for (let tries = 0; tries < TRIES.town + TRIES.anywhere; tries += 1) {
      const spot = dart(tries < TRIES.town);
      if (spot !== undefined && (leastKm === 0 || spacing.push(spot))) return plane.placeOf(spot);
    }
    throw new Error(`network.leastKm: got ${leastKm}, want less: ${stations} stations find no room`);
  });
}

/** Undefined: fell outside the disc. */
function darts({ radiusKm, towns, townShare }: Network<"scatter">, plane: Plane, random: Random) {
  const centres = towns.map((town) => ({ ...plane.spotOf(town), radiusKm: town.radiusKm }));
  const cap = 1 - Math.cos(radiusKm / EARTH_RADIUS_KM);
  return (inTown: boolean): Spot | undefined => {
    const town = inTown && random() < townShare ? centres[Math.floor(random() * centres.length)] : undefined;
    if (town === undefined) {
      // Equal areas of the sphere are hit equally often.
      const outKm = EARTH_RADIUS_KM * Math.acos(1 - random() * cap);
      const angle = 2 * Math.PI * random();
      return { eastKm: outKm * Math.sin(angle), northKm: outKm * Math.cos(angle) };
    }
    const eastKm = town.eastKm + (gaussian(random) * town.radiusKm) / 2;
    const northKm = town.northKm + (gaussian(random) * town.radiusKm) / 2;
    return Math.hypot(eastKm, northKm) <= radiusKm ? { eastKm, northKm } : undefined;
  };
}
