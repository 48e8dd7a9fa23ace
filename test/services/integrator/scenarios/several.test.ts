// More than one earthquake at a time: as many events as there are, each of its own size.
import { expect, test } from "vitest";
import { distanceKm } from "../../../../shared/seismo/geodesy.ts";
import { type Quake, START_MS } from "../network.ts";
import { quakeFelt } from "./quakeFelt.ts";
import { grid, offset, type Sensors } from "./sensors.ts";
import { confirmedOf, summaryOf, type Told, tell } from "./tell.ts";

const CENTRE = { latitudeDeg: 38, longitudeDeg: 15 };
const SENSORS = grid({ name: "SE", centre: CENTRE, columns: 10, rows: 6, spacingKm: 25 });
const SEEDS = [1, 2, 3];

function quakeAt(eastKm: number, northKm: number, afterS: number, magnitude: number): Quake {
  return { ...offset(CENTRE, eastKm, northKm), depthKm: 10, magnitude, originMs: START_MS + 30_000 + 1000 * afterS };
}

function tellOf(quakes: readonly Quake[], sensors: Sensors, seed: number): Told[] {
  const felt = quakes.flatMap((quake) => {
    const others = quakes.filter((other) => other.originMs < quake.originMs);
    return quakeFelt(quake, sensors, { seed, others });
  });
  return tell(sensors, felt, { toS: 240 });
}

/** The last word on the confirmed events that can be this earthquake. */
function lastWordsOn(quake: Quake, told: readonly Told[]) {
  const events = confirmedOf(told).flatMap((versions) => versions.at(-1) ?? []);
  return events.flatMap(({ version }) => {
    const { origin, status } = version;
    const isNear = distanceKm(origin, quake) < 40 && Math.abs(origin.timeMs - quake.originMs) < 5000;
    return isNear && status !== "cancelled" ? [version] : [];
  });
}

test.each(SEEDS)("two earthquakes at once, 150 km apart, are two events of their own size (seed %i)", (seed) => {
  const quakes = [quakeAt(-75, 5, 0, 5.2), quakeAt(75, -5, 1, 4.6)];
  const told = tellOf(quakes, SENSORS, seed);
  expect(confirmedOf(told).length, summaryOf(told)).toBe(2);
  for (const quake of quakes) {
    const [version, ...more] = lastWordsOn(quake, told);
    expect(more, summaryOf(told)).toEqual([]);
    expect(Math.abs((version?.magnitude.value ?? 0) - quake.magnitude), summaryOf(told)).toBeLessThan(0.7);
  }
});

test.each(SEEDS)("a foreshock does not hide the main shock ten seconds later at the same place (seed %i)", (seed) => {
  const [fore, main] = [quakeAt(20, 0, 0, 4.5), quakeAt(22, 3, 10, 6.8)];
  const told = tellOf([fore, main], SENSORS, seed);
  const most = Math.max(
    0,
    ...confirmedOf(told)
      .flat()
      .map(({ version }) => version.magnitude.value),
  );
  expect(most, summaryOf(told)).toBeGreaterThan(6.3);
  expect(most, summaryOf(told)).toBeLessThan(7.9);
  const soon = told.find(({ version }) => version.magnitude.value > 6 && version.status === "confirmed");
  expect((soon?.atMs ?? Number.POSITIVE_INFINITY) - main.originMs, summaryOf(told)).toBeLessThan(20_000);
  expect(confirmedOf(told).length, summaryOf(told)).toBeLessThanOrEqual(2);
});

test.each(SEEDS)("a doublet sixty seconds apart is two events (seed %i)", (seed) => {
  const quakes = [quakeAt(-30, 10, 0, 5.8), quakeAt(-22, 4, 60, 5.9)];
  const told = tellOf(quakes, SENSORS, seed);
  expect(confirmedOf(told).length, summaryOf(told)).toBe(2);
  for (const quake of quakes) {
    const [version] = lastWordsOn(quake, told);
    expect(Math.abs((version?.magnitude.value ?? 0) - quake.magnitude), summaryOf(told)).toBeLessThan(0.7);
  }
});
