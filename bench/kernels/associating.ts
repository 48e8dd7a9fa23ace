// The kernels behind the picks: location, and association of a storm of noise picks over a large network.
import { destination, distanceKm } from "../../shared/seismo/geodesy.ts";
import { locate, type TimedArrival } from "../../shared/seismo/locate.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import { gaussian, randomOf } from "../../simulators/random.ts";
import { regionOf, START_MS, WORLD } from "../../test/services/integrator/network.ts";
import { noiseFelt } from "../../test/services/integrator/scenarios/nuisance.ts";
import { grid } from "../../test/services/integrator/scenarios/sensors.ts";
import { entryOf } from "../../test/services/integrator/scenarios/tell.ts";
import { spreadOf } from "../quantile.ts";
import { cpuMs, type Kernel } from "./time.ts";

const CENTRE = { latitudeDeg: 17.5, longitudeDeg: -99 };
const TRIALS = 50;
const SIGMA_S = 0.2;

function arrivalsOf(picks: number, trial: number): TimedArrival[] {
  const random = randomOf("locate", picks, trial);
  const stations = Array.from({ length: 60 }, () => destination(CENTRE, random() * 360, 120 * Math.sqrt(random())));
  const source = destination(CENTRE, random() * 360, 60 * Math.sqrt(random()));
  return stations
    .map((place) => ({ place, km: distanceKm(place, source) }))
    .sort((a, b) => a.km - b.km)
    .slice(0, picks)
    .map(({ place, km }) => ({
      place,
      phase: "P",
      timeMs: 1000 * (travelTimeS("P", km, 12) + SIGMA_S * gaussian(random)),
      uncertaintyS: SIGMA_S,
    }));
}

export function locateKernels(): Kernel[] {
  return [4, 10, 25].map((picks) => {
    const trials = Array.from({ length: TRIALS }, (_, trial) => arrivalsOf(picks, trial));
    let next = 0;
    return {
      name: `locate, ${picks} P`,
      unit: "locations",
      work() {
        locate(trials[next % TRIALS] ?? []);
        next += 1;
        return 1;
      },
    };
  });
}

export interface Storm {
  readonly stations: number;
  readonly picksPerMinute: number;
  readonly picks: number;
  /** Data time that was got through. */
  readonly dataS: number;
  /** Of processor time; the quantiles below are of wall time. */
  readonly tookS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly meanMs: number;
  /** Processor time, heartbeats included, by data time: above 1 the integrator falls behind. */
  readonly coreShare: number;
  readonly versions: number;
}

export interface StormOptions {
  readonly stations: number;
  readonly picksPerMinute: number;
  readonly spacingKm: number;
  readonly dataS: number;
  /** Ends early after this long. */
  readonly mostS: number;
}

/** What heartbeats are old when they come; how long they come before the storm. */
const AGE_MS = 700;
const QUIET_S = 5;

/** Every sensor triggers on its own; declarations only, no window that grows. All tell every second how it shakes. */
export function storm({ stations, picksPerMinute, spacingKm, dataS, mostS }: StormOptions): Storm {
  const columns = Math.ceil(Math.sqrt(stations));
  const whole = grid({ name: "ST", centre: CENTRE, columns, rows: columns, spacingKm });
  const sensors = new Map([...whole].slice(0, stations));
  const perHour = (picksPerMinute * 60) / stations;
  const felt = noiseFelt(sensors, { perHour, fromMs: START_MS, toMs: START_MS + dataS * 1000, seed: 1 });
  const moments = felt.flatMap(({ picks }) => picks.slice(0, 1)).sort((a, b) => a.atMs - b.atMs);
  const region = regionOf(sensors);
  const beat = (atMs: number) => {
    const stations = [...sensors.values()].map((sensor) => entryOf(sensor, atMs - AGE_MS, []));
    return region.pushMotion({ ...WORLD, stations }).length;
  };
  const tookMs: number[] = [];
  const [startMs, startCpuMs] = [performance.now(), cpuMs()];
  let [versions, endMs] = [0, START_MS];
  for (let beatMs = START_MS - QUIET_S * 1000; beatMs < START_MS; beatMs += 1000) beat(beatMs);
  let beatMs = START_MS;
  for (const { atMs, pick } of moments) {
    for (; beatMs <= atMs; beatMs += 1000) versions += beat(beatMs);
    const beganMs = performance.now();
    versions += region.pushPick(pick).length;
    const nowMs = performance.now();
    tookMs.push(nowMs - beganMs);
    endMs = atMs;
    if (nowMs - startMs > mostS * 1000) break;
  }
  const tookS = (cpuMs() - startCpuMs) / 1000;
  const { p50, p99, max } = spreadOf(tookMs);
  const meanMs = tookMs.reduce((sum, ms) => sum + ms, 0) / tookMs.length;
  const coveredS = (endMs - START_MS) / 1000;
  return {
    stations,
    picksPerMinute,
    picks: tookMs.length,
    dataS: coveredS,
    tookS,
    p50Ms: p50,
    p99Ms: p99,
    maxMs: max,
    meanMs,
    coreShare: tookS / coveredS,
    versions,
  };
}
