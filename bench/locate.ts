// How well and how fast an earthquake is located from synthetic P picks of 0.2 s error: `node bench/locate.ts`.
import { destination, distanceKm } from "../shared/seismo/geodesy.ts";
import { locate, type TimedArrival } from "../shared/seismo/locate.ts";
import { median } from "../shared/seismo/robust.ts";
import { travelTimeS } from "../shared/seismo/travelTime.ts";

const TRIALS = 200;
const SIGMA_S = 0.2;
const CENTRE = { latitudeDeg: 17.5, longitudeDeg: -99 };

/** Repeatable chance (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function trial(picks: number, seed: number): { errorKm: number; tookMs: number; sigmaKm: number } {
  const random = chance(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const stations = Array.from({ length: 60 }, () => destination(CENTRE, random() * 360, 120 * Math.sqrt(random())));
  const source = destination(CENTRE, random() * 360, 60 * Math.sqrt(random()));
  const depthKm = 5 + random() * 20;
  const arrivals: TimedArrival[] = stations
    .map((place) => ({ place, km: distanceKm(place, source) }))
    .sort((a, b) => a.km - b.km)
    .slice(0, picks)
    .map(({ place, km }) => ({
      place,
      phase: "P",
      timeMs: 1000 * (travelTimeS("P", km, depthKm) + SIGMA_S * gauss()),
      uncertaintyS: SIGMA_S,
    }));
  const start = performance.now();
  const found = locate(arrivals);
  const tookMs = performance.now() - start;
  return { errorKm: distanceKm(found.place, source), tookMs, sigmaKm: found.horizontalUncertaintyKm };
}

trial(10, 1);
console.log("picks  median error km  90 % km  stated sigma km  median ms");
for (const picks of [3, 4, 5, 7, 10, 15, 25]) {
  const results = Array.from({ length: TRIALS }, (_, i) => trial(picks, 1000 * picks + i));
  const errors = results.map((result) => result.errorKm).sort((a, b) => a - b);
  const columns = [
    String(picks).padEnd(7),
    median(errors).toFixed(2).padEnd(17),
    (errors[Math.floor(errors.length * 0.9)] ?? 0).toFixed(2).padEnd(9),
    median(results.map((result) => result.sigmaKm))
      .toFixed(2)
      .padEnd(17),
    median(results.map((result) => result.tookMs)).toFixed(1),
  ];
  console.log(columns.join(""));
}
