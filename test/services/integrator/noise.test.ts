import { expect, test } from "vitest";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { chance, gauss, gridNetwork, motionOf, pickOf, play, regionOf, START_MS, type Step } from "./network.ts";

const HOURS = 24;
/** Measured on OpenEEW records: SCIENCE §4.2. */
const PER_STATION_HOUR = 0.84;

/** Triggers of traffic and wind: alone, at any time, barely above the noise, half of them taken for P. */
function noiseOf(stationIds: Iterable<string>, seed: number): Step[] {
  const random = chance(seed);
  return [...stationIds].flatMap((stationId) => {
    const steps: Step[] = [];
    for (let atS = 0; ; ) {
      atS += (-Math.log(1 - random()) / PER_STATION_HOUR) * 3600;
      if (atS > HOURS * 3600) return steps;
      const timeMs = START_MS + atS * 1000;
      const paMps2 = 0.004 * 10 ** (0.3 * gauss(random));
      const common = {
        stationId,
        timeMs,
        paMps2,
        pvMps: paMps2 / 50,
        pdM: 3e-5,
        noisePdM: 1e-5,
        snr: 5 + 4 * random(),
      };
      const phaseProbability = 0.5 + 0.5 * random();
      for (const update of [0, 1, 2]) {
        const receivedMs = Math.round(timeMs + 900 + update * 1000);
        const pick = pickOf({
          ...common,
          phaseProbability,
          update,
          windowS: 0.6 + update,
          uncertaintyS: 0.2,
          receivedMs,
        });
        steps.push({ atMs: receivedMs, pick });
      }
    }
  });
}

test.each([
  [20, 1],
  [50, 2],
])("a day of noise on twenty stations %d km apart confirms nothing", (spacingKm, seed) => {
  const centre = { latitudeDeg: 17, longitudeDeg: -99 };
  const network = gridNetwork({ centre, columns: 5, rows: 4, spacingKm });
  const region = regionOf(network);
  const noise = noiseOf(network.keys(), seed).sort((a, b) => a.atMs - b.atMs);
  const versions: SeismicEvent[] = [];
  for (let hour = 0; hour < HOURS; hour += 1) {
    const [fromMs, toMs] = [START_MS + hour * 3.6e6, START_MS + (hour + 1) * 3.6e6];
    const motion = motionOf(network, { fromS: hour * 3600, toS: (hour + 1) * 3600 });
    versions.push(...play(region, [...motion, ...noise.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)], 20));
  }
  expect(noise.length).toBeGreaterThan(900);
  expect(versions.filter((version) => version.status === "confirmed")).toEqual([]);
  expect(new Set(versions.map((version) => version.eventId)).size).toBeLessThan(4);
  expect(versions.filter((version) => version.status === "preliminary").length).toBeLessThan(20);
});
