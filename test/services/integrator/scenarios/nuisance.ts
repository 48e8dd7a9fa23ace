// What triggers sensors and is no earthquake nearby: traffic and wind, footsteps, slammed doors, pulses, distant quakes.
import { distanceKm, type Place } from "../../../../shared/seismo/geodesy.ts";
import { chance, gauss, type Quake } from "../network.ts";
import { burstPeaks, burstShaking, type Felt, picksOfOnset, type Shaking } from "./felt.ts";
import { type Sensor, type Sensors, seedOf } from "./sensors.ts";

export interface Burst {
  readonly timeMs: number;
  readonly paMps2: number;
  readonly snr: number;
  readonly frequencyHz: number;
  readonly lastsS: number;
  /** That it is a P, as the decoder would say; below 0.35 it says S. */
  readonly pProbability: number;
  /** The decoder repeats the pick while this grows. */
  readonly toldForS?: number;
}

const FIRST_P = 0.35;
const QUIET: Shaking = { pgaMps2: 0, pgvMps: 0 };

export function burstFelt(sensor: Sensor, burst: Burst): Felt {
  const { timeMs, paMps2, snr, frequencyHz, lastsS, pProbability, toldForS = 4 } = burst;
  const { shakingAt, shakingTo } = burstShaking({ timeMs, lastsS, paMps2, frequencyHz });
  const isP = pProbability >= FIRST_P;
  const picks = picksOfOnset(sensor, {
    phase: isP ? "P" : "S",
    phaseProbability: isP ? pProbability : 1 - pProbability,
    timeMs,
    snr,
    peaksAt: burstPeaks(paMps2, frequencyHz),
    shakingTo,
    longestS: toldForS,
  });
  return { stationId: sensor.stationId, fromMs: timeMs, toMs: timeMs + 1000 * lastsS, shakingAt, picks };
}

/** Share of triggers that are footsteps and lorries at the door: 5 to 20 gal, far above the noise. */
const STRONG_SHARE = 0.05;

/** One trigger as low-cost sensors have them: mostly three to six times the noise, 0.1 to 2 gal. */
export function randomBurst(sensor: Sensor, timeMs: number, random: () => number): Burst {
  const isStrong = random() < STRONG_SHARE;
  const [size, ratio, sureness, length] = [random(), gauss(random), random(), random()];
  const snr = isStrong ? 20 * 5 ** size : Math.max(2, 4.2 * 10 ** (0.13 * ratio));
  const weak = snr * 3 * sensor.noiseMps2 * 10 ** (0.2 * gauss(random));
  return {
    timeMs,
    snr,
    paMps2: isStrong ? 0.05 * 4 ** size : Math.min(0.02, Math.max(0.001, weak)),
    frequencyHz: isStrong ? 8 + 12 * length : 4 + 10 * length,
    lastsS: 0.5 + 3 * length,
    pProbability: isStrong ? 0.5 + 0.49 * sureness : 0.2 + 0.77 * sureness,
  };
}

export interface NoiseOf {
  readonly perHour: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly seed: number;
  /** Of `perHour`, at that time; 1 unless said. At most 2. */
  readonly shareAt?: (timeMs: number) => number;
}

const MOST_SHARE = 2;

/** Poisson triggers of each sensor, on its own. */
export function* burstsOf(sensor: Sensor, { perHour, fromMs, toMs, seed, shareAt }: NoiseOf): Iterable<Burst> {
  const random = chance(seedOf(seed, sensor.stationId, fromMs, "noise"));
  const most = shareAt === undefined ? 1 : MOST_SHARE;
  for (let ms = fromMs; ; ) {
    ms += (-Math.log(1 - random()) / (perHour * most)) * 3_600_000;
    if (ms >= toMs) return;
    const kept = random() * most < (shareAt?.(ms) ?? 1);
    if (kept) yield randomBurst(sensor, Math.round(ms), random);
  }
}

export function noiseFelt(sensors: Sensors, of: NoiseOf): Felt[] {
  return [...sensors.values()].flatMap((sensor) => [...burstsOf(sensor, of)].map((burst) => burstFelt(sensor, burst)));
}

/** The same pulse on many sensors at once: a calibration, a switched power supply, a server that sets all clocks. */
export function pulseFelt(
  sensors: Sensors,
  of: { timeMs: number; share: number; spreadMs: number; paMps2: number; seed: number },
): Felt[] {
  const random = chance(seedOf(of.seed, "pulse"));
  return [...sensors.values()].flatMap((sensor) => {
    const [chosen, when, size, sureness] = [random(), random(), gauss(random), random()];
    if (chosen >= of.share) return [];
    const burst: Burst = {
      timeMs: Math.round(of.timeMs + of.spreadMs * (when - 0.5)),
      paMps2: of.paMps2 * 10 ** (0.05 * size),
      snr: of.paMps2 / 3 / sensor.noiseMps2,
      frequencyHz: 3,
      lastsS: 1.5,
      pProbability: 0.6 + 0.39 * sureness,
    };
    return [burstFelt(sensor, burst)];
  });
}

/** P of a large earthquake far away: a plane wave, slow swings, just above the noise. */
export function teleseismFelt(
  sensors: Sensors,
  of: { from: Place; azimuthDeg: number; apparentKmS: number; timeMs: number; pdM: number; seed: number },
): Felt[] {
  const direction = ((of.azimuthDeg + 180) * Math.PI) / 180;
  return [...sensors.values()].flatMap((sensor) => {
    const random = chance(seedOf(of.seed, of.timeMs, sensor.stationId, "teleseism"));
    const northKm = (sensor.latitudeDeg - of.from.latitudeDeg) * 111.2;
    const eastKm =
      (sensor.longitudeDeg - of.from.longitudeDeg) * 111.2 * Math.cos((of.from.latitudeDeg * Math.PI) / 180);
    const alongKm = northKm * Math.cos(direction) + eastKm * Math.sin(direction);
    const snr = Math.max(2.2, 4 * 10 ** (0.15 * gauss(random)));
    if (random() < 0.2) return [];
    const onsetErrorS = (0.1 + 1 / snr) * gauss(random);
    const timeMs = Math.round(of.timeMs + 1000 * (alongKm / of.apparentKmS + sensor.clockErrorS + onsetErrorS));
    const [periodS, pdM] = [1.5 + 1.5 * random(), of.pdM * 10 ** (0.15 * gauss(random))];
    const full = burstPeaks(pdM * ((2 * Math.PI) / periodS) ** 2, 1 / periodS);
    const grown = (windowS: number) => Math.min(1, 0.3 + windowS / 6);
    const shakingTo = (ms: number) => {
      const { paMps2, pvMps } = full(grown((ms - timeMs) / 1000));
      return ms < timeMs ? QUIET : { pgaMps2: 0.4 * paMps2, pgvMps: 0.4 * pvMps };
    };
    const picks = picksOfOnset(sensor, {
      phase: "P",
      phaseProbability: 0.6 + 0.35 * random(),
      timeMs,
      snr,
      peaksAt: (windowS) => {
        const [{ pdM: d, pvMps: v, paMps2: a }, share] = [full(1), grown(windowS)];
        return { pdM: share * d, pvMps: share * v, paMps2: share * a };
      },
      shakingTo,
      longestS: 12,
      more: { tauPS: periodS, tauCS: 0.9 * periodS },
    });
    return [{ stationId: sensor.stationId, fromMs: timeMs, toMs: timeMs + 40_000, shakingAt: shakingTo, picks }];
  });
}

const [LOVE_KM_S, RAYLEIGH_KM_S] = [3.9, 3.2];

/** What a large earthquake makes sensors pick after S: Love and Rayleigh waves, and onsets in the coda. */
export function lateWavesFelt(
  felt: readonly Felt[],
  sensors: Sensors,
  of: { quake: Quake; forS: number; perStation: number; seed: number },
): Felt[] {
  return felt.flatMap((own): Felt[] => {
    const sensor = sensors.get(own.stationId);
    if (sensor === undefined) return [];
    const random = chance(seedOf(of.seed, own.stationId, "late"));
    const km = distanceKm(of.quake, sensor);
    const times = [LOVE_KM_S, RAYLEIGH_KM_S].flatMap((kmS) => {
      const timeMs = of.quake.originMs + 1000 * (km / kmS + 1.5 * gauss(random) + 2);
      return random() < 0.6 ? [timeMs] : [];
    });
    const sMs = of.quake.originMs + 1000 * (km / 3.5);
    for (let left = of.perStation * 2 * random(); left > random(); left -= 1)
      times.push(sMs + 1000 * of.forS * random());
    const picks = times.flatMap((timeMs) => {
      const { pgaMps2, pgvMps } = own.shakingAt(timeMs);
      const isP = random() < 0.45;
      const sureness = random() < 0.15 ? 0.9 + 0.08 * random() : 0.6 + 0.3 * random();
      return picksOfOnset(sensor, {
        phase: isP ? "P" : "S",
        phaseProbability: sureness,
        timeMs: Math.round(timeMs),
        snr: 2 + 4 * random() ** 2,
        peaksAt: () => ({ paMps2: 0.6 * pgaMps2, pvMps: 0.6 * pgvMps, pdM: 0.3 * pgvMps }),
        shakingTo: own.shakingAt,
        longestS: 3,
      });
    });
    return [{ ...own, picks, shakingAt: () => QUIET }];
  });
}
