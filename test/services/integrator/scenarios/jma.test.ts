// False and exaggerated warnings that Japan's public system once gave, on networks shaped like the ones that gave them.
import { expect, test } from "vitest";
import { distanceKm } from "../../../../shared/seismo/geodesy.ts";
import { chance, gauss, START_MS } from "../network.ts";
import type { Felt } from "./felt.ts";
import { burstFelt, noiseFelt } from "./nuisance.ts";
import { quakeFelt } from "./quakeFelt.ts";
import { changed, grid, offset, type Sensors, seedOf, sensorOf, together } from "./sensors.ts";
import { alarmsOf, confirmedOf, summaryOf, tell } from "./tell.ts";

const LAND = { latitudeDeg: 34.2, longitudeDeg: 135.6 };
const ORIGIN_MS = START_MS + 30_000;
const SEEDS = [1, 2, 3, 4, 5];

function noiseAround(sensors: Sensors, seed: number): Felt[] {
  return noiseFelt(sensors, { perHour: 1, fromMs: START_MS, toMs: START_MS + 120_000, seed });
}

/** A row of ocean-bottom sensors off the coast, as an edge of the network. */
function oceanBottom(count: number, eastKm: number): Sensors {
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const stationId = `OB_${i}`;
      return [stationId, sensorOf(stationId, offset(LAND, eastKm + 20 * (i % 2), 35 * (i - (count - 1) / 2)))];
    }),
  );
}

test.each(SEEDS)("2013-08-08: noise on ocean-bottom sensors beside an M2.3 on land is no M7.8 (seed %i)", (seed) => {
  const land = grid({ name: "WK", centre: LAND, columns: 5, rows: 5, spacingKm: 25 });
  const sea = oceanBottom(6, 130);
  const quake = { ...offset(LAND, -20, 10), depthKm: 8, magnitude: 2.3, originMs: ORIGIN_MS };
  const random = chance(seedOf("ocean", seed));
  const storm = [...sea.values()].slice(0, 3 + (seed % 4)).map((sensor) =>
    burstFelt(sensor, {
      timeMs: Math.round(ORIGIN_MS + 2000 + 18_000 * random()),
      paMps2: 0.02 * 10 ** (0.5 * gauss(random)),
      snr: 5 + 40 * random(),
      frequencyHz: 0.4 + 2 * random(),
      lastsS: 6,
      pProbability: 0.6 + 0.39 * random(),
      toldForS: 8,
    }),
  );
  const both = together(land, sea);
  const told = tell(both, [...quakeFelt(quake, both, { seed }), ...storm, ...noiseAround(land, seed)]);
  expect(Math.max(0, ...alarmsOf(told).map(({ magnitude }) => magnitude.value)), summaryOf(told)).toBeLessThan(4);
  expect(Math.max(0, ...told.map(({ version }) => version.magnitude.value)), summaryOf(told)).toBeLessThan(7);
});

test.each(SEEDS)("2018-01-05: M4.4 and M3.9, 350 km and 3 s apart, never become one big one (seed %i)", (seed) => {
  const far = offset(LAND, 330, 117);
  const sensors = together(
    grid({ name: "TY", centre: LAND, columns: 5, rows: 5, spacingKm: 30 }),
    grid({ name: "MD", centre: offset(LAND, 165, 58), columns: 6, rows: 3, spacingKm: 30 }),
    grid({ name: "IB", centre: far, columns: 5, rows: 5, spacingKm: 30 }),
  );
  const one = { ...far, depthKm: 26, magnitude: 4.4, originMs: ORIGIN_MS };
  const two = { ...LAND, depthKm: 12, magnitude: 3.9, originMs: ORIGIN_MS + 3000 };
  const quakes = [one, two];
  const felt = quakes.flatMap((quake) => quakeFelt(quake, sensors, { seed }));
  const told = tell(sensors, [...felt, ...noiseAround(sensors, seed)]);
  const events = confirmedOf(told);
  expect(events.length, summaryOf(told)).toBeGreaterThan(0);
  expect(events.length, summaryOf(told)).toBeLessThanOrEqual(2);
  for (const version of alarmsOf(told)) {
    const quake = quakes.find((candidate) => distanceKm(candidate, version.origin) < 80);
    expect(quake, summaryOf(told)).toBeDefined();
    expect(version.magnitude.value - (quake?.magnitude ?? 0), summaryOf(told)).toBeLessThan(0.7);
  }
  for (const versions of events) {
    const last = versions.at(-1)?.version;
    const errors = quakes.map(({ magnitude }) => Math.abs((last?.magnitude.value ?? 0) - magnitude));
    expect(Math.min(...errors), summaryOf(told)).toBeLessThan(0.7);
  }
});

test.each(SEEDS)("2020-07-30: an M5.8 450 km offshore does not become an M7.3 off the coast (seed %i)", (seed) => {
  // Quiet sensors that see such a distant earthquake at all; the coast is the network's southern edge.
  const sensor = { noiseMps2: 4e-5 };
  const coast = grid({ name: "BS", centre: LAND, columns: 8, rows: 5, spacingKm: 30, sensor });
  const island =
    seed % 2 === 0 ? grid({ name: "IS", centre: offset(LAND, 60, -230), columns: 1, rows: 3, spacingKm: 50 }) : coast;
  const sensors = changed(together(coast, island), [...island.keys()], sensor);
  const quake = { ...offset(LAND, 110, -515), depthKm: 50, magnitude: 5.8, originMs: ORIGIN_MS };
  const told = tell(sensors, [...quakeFelt(quake, sensors, { seed }), ...noiseAround(sensors, seed)], { toS: 200 });
  const nearCoast = alarmsOf(told).filter(({ origin }) =>
    [...coast.values()].some((station) => distanceKm(station, origin) < 100),
  );
  expect(Math.max(0, ...nearCoast.map(({ magnitude }) => magnitude.value)), summaryOf(told)).toBeLessThanOrEqual(6.8);
  expect(Math.max(0, ...alarmsOf(told).map(({ magnitude }) => magnitude.value)), summaryOf(told)).toBeLessThan(7.3);
});

test.each(
  SEEDS,
)("2008-07-14: a station with a hundredfold gain that triggers all the time is no event (seed %i)", (seed) => {
  const whole = grid({ name: "CB", centre: LAND, columns: 5, rows: 5, spacingKm: 25 });
  const sensors = changed(whole, ["CB_12"], { gain: 100 });
  const wrong = new Map([...sensors].filter(([id]) => id === "CB_12"));
  const often = noiseFelt(wrong, { perHour: 300, fromMs: START_MS, toMs: START_MS + 300_000, seed });
  const others = noiseFelt(sensors, { perHour: 2, fromMs: START_MS, toMs: START_MS + 300_000, seed: seed + 100 });
  const told = tell(sensors, [...often, ...others], { toS: 330 });
  expect(often.length).toBeGreaterThan(10);
  expect(confirmedOf(told).length, summaryOf(told)).toBe(0);
});

test.each(
  SEEDS,
)("2008-07-14: a station with a hundredfold gain does not inflate the earthquake it is in (seed %i)", (seed) => {
  const whole = grid({ name: "CB", centre: LAND, columns: 5, rows: 5, spacingKm: 25 });
  const quake = { ...offset(LAND, 9, -6), depthKm: 12, magnitude: 4.5, originMs: ORIGIN_MS };
  const right = tell(whole, quakeFelt(quake, whole, { seed }));
  const sensors = changed(whole, ["CB_12"], { gain: 100 });
  const told = tell(sensors, quakeFelt(quake, sensors, { seed }));
  expect(confirmedOf(right).length, summaryOf(right)).toBe(1);
  expect(confirmedOf(told).length, summaryOf(told)).toBe(1);
  const most = Math.max(...alarmsOf(told).map(({ magnitude }) => magnitude.value));
  expect(most, summaryOf(told)).toBeLessThan(5.2);
});
