// How a wave swept over the network: all at once is electronics, faster than the crust allows is an earthquake far away.
import { flatMapAround } from "../../shared/seismo/flatMap.ts";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import type { Location } from "../../shared/seismo/locate.ts";
import { periodExcess } from "../../shared/seismo/teleseism.ts";
import { type Assembly, type Associated, distinctOf } from "./associate.ts";
import type { ActiveStation } from "./neighbourhood.ts";

export interface Sweep {
  /** Largest share of the active stations around that triggered within one second; 0 where they heard S as well, or they stand too close to tell. */
  readonly atOnceShare: number;
  readonly atOnceLimit: number;
  /** From the first P to the last, and what few stations this far apart must show of it. */
  readonly spreadS: number;
  readonly spreadLimitS: number;
  /** From one end of the stations that heard P to the other. */
  readonly acrossKm: number;
  /** Speed of the plane wave that fits the P picks, at least; 0 where none fits or they stand too close, or in a line. */
  readonly apparentKmS: number;
  readonly apparentLimitKmS: number;
  /** Above 0 the periods are too long for the displacement to have come from near by; undefined without periods. */
  readonly periodExcess: number | undefined;
}

const AT_ONCE_MS = 1000;
/** A calibration pulse or a broken gateway reaches them all; a local wave needs more than this between such stations. */
const AT_ONCE = {
  leastStations: 5,
  leastExtentKm: 60,
  deepKm: 70,
  deepExtentKm: 30,
  withinKm: 150,
  limit: 0.5,
  mostSpreadS: 2,
} as const;
/** So few picks at once over such a distance are a pulse sooner than an earthquake just as far from all of them. */
const TOGETHER = { mostStations: 6, leastExtentKm: 12, kmS: 60, leastS: 0.4, mostS: 1 } as const;
/** Four stations stand as far from a source by chance, but not to a tenth of a second, and with more than half of all. */
const CORE = { leastStations: 4, leastExtentKm: 30, leastS: 0.1 } as const;
/** A pulse has no S: this many of them prove an earthquake, if a deep one. */
const LEAST_S = 2;
/** Pn runs at 8 km/s; a deep source right below looks faster, but is no plane wave. */
const PLANE = {
  leastStations: 5,
  leastExtentKm: 60,
  /** Standard deviation of their places where they stand closest to a line. */
  leastNarrowKm: 10,
  mostRmsS: 0.5,
  /** Picks are no better than this, however well they fit. */
  leastRmsS: 0.2,
  limitKmS: 11,
} as const;
/** Periods count where Pd stands this far over its noise, at this many stations. */
const PERIOD = { leastStations: 3, overNoise: 3 } as const;

/** @param active around the location. */
export function sweepOf({ arrivals, location }: Assembly, active: readonly ActiveStation[]): Sweep {
  const ofP = arrivals.filter(({ phase }) => phase === "P");
  const hasS = arrivals.length - ofP.length >= LEAST_S;
  const spread = spreadOf(ofP, hasS);
  const apparentKmS = apparentKmSOf(ofP);
  return {
    atOnceShare: hasS || spread.spreadS > AT_ONCE.mostSpreadS ? 0 : atOnceShareOf(ofP, active, location),
    atOnceLimit: AT_ONCE.limit,
    ...spread,
    apparentKmS,
    apparentLimitKmS: PLANE.limitKmS,
    periodExcess: periodExcessOf(ofP),
  };
}

function spreadOf(ofP: readonly Associated[], hasS: boolean): Pick<Sweep, "spreadS" | "spreadLimitS" | "acrossKm"> {
  const timesMs = ofP.map(({ held }) => held.pick.timeMs);
  const acrossKm = extentKm(ofP.map(({ held }) => held.place));
  const spreadS = (Math.max(...timesMs) - Math.min(...timesMs)) / 1000;
  const coreS = hasS ? undefined : spreadOfCoreS(ofP);
  if (coreS !== undefined) return { spreadS: coreS, spreadLimitS: CORE.leastS, acrossKm };
  const isFew = ofP.length <= TOGETHER.mostStations;
  if (!isFew || acrossKm < TOGETHER.leastExtentKm) return { spreadS, spreadLimitS: 0, acrossKm };
  return {
    acrossKm,
    spreadS,
    spreadLimitS: Math.min(TOGETHER.mostS, Math.max(TOGETHER.leastS, acrossKm / TOGETHER.kmS)),
  };
}

/** More than half of the picks, at once as no wave is over such a distance, whoever else joined them; undefined for none. */
function spreadOfCoreS(ofP: readonly Associated[]): number | undefined {
  const sorted = [...ofP].sort((a, b) => a.held.pick.timeMs - b.held.pick.timeMs);
  const count = Math.max(CORE.leastStations, Math.floor(sorted.length / 2) + 1);
  for (let first = 0; first + count <= sorted.length; first += 1) {
    const timeMs = (at: number) => sorted[at]?.held.pick.timeMs ?? 0;
    const spreadS = (timeMs(first + count - 1) - timeMs(first)) / 1000;
    if (spreadS >= CORE.leastS) continue;
    const places = sorted.slice(first, first + count).map(({ held }) => held.place);
    if (extentKm(places) >= CORE.leastExtentKm) return spreadS;
  }
  return undefined;
}

function atOnceShareOf(ofP: readonly Associated[], active: readonly ActiveStation[], { depthKm }: Location): number {
  // A depth that only serves to make all distances alike must be shown by S.
  const leastKm = depthKm > AT_ONCE.deepKm ? AT_ONCE.deepExtentKm : AT_ONCE.leastExtentKm;
  const around = active.filter((station) => station.distanceKm <= AT_ONCE.withinKm);
  const picking = around.filter(({ pickTimesMs }) => pickTimesMs.length > 0);
  const timed = ofP.map(({ held }) => held.pick.timeMs);
  let most = 0;
  for (const startMs of timed) {
    const struck = picking.filter(({ pickTimesMs }) =>
      pickTimesMs.some((ms) => ms >= startMs && ms <= startMs + AT_ONCE_MS),
    );
    if (struck.length < AT_ONCE.leastStations || extentKm(struck.map((one) => one.place)) < leastKm) continue;
    most = Math.max(most, struck.length / around.length);
  }
  return most;
}

/** Least squares of times on places: the lowest speed (two standard errors) of a plane wave, if the residuals are those of picks. */
function apparentKmSOf(ofP: readonly Associated[]): number {
  const used = distinctOf(ofP, ({ held }) => held.place);
  const first = used[0];
  const places = used.map(({ held }) => held.place);
  if (first === undefined || used.length < PLANE.leastStations || extentKm(places) < PLANE.leastExtentKm) return 0;
  const map = flatMapAround(first.held.place);
  const rows = used.map(({ held }) => {
    const { eastKm, northKm } = map.pointOf(held.place);
    return { x: eastKm, y: northKm, t: (held.pick.timeMs - first.held.pick.timeMs) / 1000 };
  });
  const mean = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const [mx, my, mt] = [mean(({ x }) => x), mean(({ y }) => y), mean(({ t }) => t)];
  const [xx, xy, yy] = [
    mean(({ x }) => (x - mx) ** 2),
    mean(({ x, y }) => (x - mx) * (y - my)),
    mean(({ y }) => (y - my) ** 2),
  ];
  const [xt, yt] = [mean(({ x, t }) => (x - mx) * (t - mt)), mean(({ y, t }) => (y - my) * (t - mt))];
  const determinant = xx * yy - xy * xy;
  // Along a line, or a coast, the speed across it is not known: a wave from the side reaches them all at once.
  const narrowKm = Math.sqrt((xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy));
  if (!(narrowKm >= PLANE.leastNarrowKm)) return 0;
  const [sx, sy] = [(xt * yy - yt * xy) / determinant, (yt * xx - xt * xy) / determinant];
  const rmsS = Math.sqrt(mean(({ x, y, t }) => (t - mt - sx * (x - mx) - sy * (y - my)) ** 2));
  const slowness = Math.hypot(sx, sy) + (2 * Math.max(PLANE.leastRmsS, rmsS)) / (narrowKm * Math.sqrt(rows.length));
  return rmsS > PLANE.mostRmsS ? 0 : 1 / slowness;
}

function periodExcessOf(ofP: readonly Associated[]): number | undefined {
  const onsets = ofP.flatMap(({ held: { pick } }) => {
    const { pdM, noisePdM, tauPS = 0 } = pick;
    return tauPS > 0 && pdM > PERIOD.overNoise * noisePdM ? [{ pdM, tauPS }] : [];
  });
  return onsets.length < PERIOD.leastStations ? undefined : periodExcess(onsets);
}

function extentKm(places: readonly Associated["held"]["place"][]): number {
  const [first] = places;
  if (first === undefined) return 0;
  // Twice the farthest from the first is an upper bound; the farthest from the farthest is the extent within a few per cent.
  const farthest = places.reduce((a, b) => (distanceKm(first, b) > distanceKm(first, a) ? b : a));
  return Math.max(...places.map((place) => distanceKm(farthest, place)));
}
