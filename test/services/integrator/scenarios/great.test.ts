// Great earthquakes: large enough soon enough, and one event however long they shake.
import { expect, test } from "vitest";
import { START_MS } from "../network.ts";
import { lateWavesFelt, noiseFelt } from "./nuisance.ts";
import { quakeFelt } from "./quakeFelt.ts";
import { grid, offset, scattered } from "./sensors.ts";
import { alarmsOf, confirmedOf, eventsOf, summaryOf, tell } from "./tell.ts";

const CENTRE = { latitudeDeg: 37.2, longitudeDeg: 37 };
const ORIGIN_MS = START_MS + 30_000;

test.each([
  1, 2, 3, 4,
])("Google 2023: an M7.8 is no M4.5 for long: over 7.2 within 40 s, and one event (seed %i)", (seed) => {
  const sensors = scattered({ name: `G${seed}`, centre: CENTRE, count: 150, radiusKm: 200 });
  const quake = {
    ...offset(CENTRE, 40 * Math.cos(seed), 40 * Math.sin(seed)),
    depthKm: 12,
    magnitude: 7.8,
    originMs: ORIGIN_MS,
  };
  const noise = noiseFelt(sensors, { perHour: 1, fromMs: START_MS, toMs: START_MS + 160_000, seed });
  const told = tell(sensors, [...quakeFelt(quake, sensors, { seed }), ...noise], { toS: 160 });
  const soon = alarmsOf(told).filter(({ asOfMs }) => asOfMs <= ORIGIN_MS + 40_000);
  expect(Math.max(0, ...soon.map(({ magnitude }) => magnitude.value)), summaryOf(told)).toBeGreaterThan(7.2);
  expect(Math.max(0, ...alarmsOf(told).map(({ magnitude }) => magnitude.value)), summaryOf(told)).toBeLessThan(8.6);
  expect(confirmedOf(told).length, summaryOf(told)).toBe(1);
});

test.each([
  1, 2,
])("GlobalQuake #91: three minutes of late waves of an M8 on 300 stations are exactly one event (seed %i)", (seed) => {
  const sensors = grid({ name: "GQ", centre: CENTRE, columns: 20, rows: 15, spacingKm: 30 });
  const quake = {
    ...offset(CENTRE, 130 * Math.cos(2 * seed), 130 * Math.sin(2 * seed)),
    depthKm: 25,
    magnitude: 8,
    originMs: ORIGIN_MS,
  };
  const felt = quakeFelt(quake, sensors, { seed, sShare: 0.7 });
  const late = lateWavesFelt(felt, sensors, { quake, forS: 180, perStation: 3, seed });
  const told = tell(sensors, [...felt, ...late], { toS: 300 });
  expect(late.reduce((sum, { picks }) => sum + picks.length, 0)).toBeGreaterThan(1500);
  expect(confirmedOf(told).length, summaryOf(told)).toBe(1);
  expect(eventsOf(told).length, summaryOf(told)).toBe(1);
  expect(told.at(-1)?.version.magnitude.value, summaryOf(told)).toBeGreaterThan(7.4);
}, 120_000);
