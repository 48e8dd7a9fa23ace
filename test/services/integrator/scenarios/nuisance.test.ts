// Things that trigger sensors and are no earthquake to warn of: pulses, doors, blasts, distant earthquakes.
import { expect, test } from "vitest";
import { chance, gauss, START_MS } from "../network.ts";
import { burstFelt, noiseFelt, pulseFelt, teleseismFelt } from "./nuisance.ts";
import { quakeFelt } from "./quakeFelt.ts";
import { grid, offset, scattered, seedOf, sensorOf, together } from "./sensors.ts";
import { confirmedOf, eventsOf, summaryOf, tell } from "./tell.ts";

const CENTRE = { latitudeDeg: 36, longitudeDeg: 140 };
const AT_MS = START_MS + 30_000;
const SEEDS = [1, 2, 3];

const PULSES = [12, 24, 60].flatMap((count) =>
  [
    { share: 1, paMps2: 0.02 },
    { share: 0.8, paMps2: 0.5 },
  ].map((pulse) => ({ count, ...pulse })),
);

test.each(
  PULSES,
)("a pulse of $paMps2 m/s² on $share of $count stations within one second confirms nothing, and a doubt is withdrawn in a second", (pulse) => {
  const { count } = pulse;
  for (const seed of SEEDS) {
    const sensors = scattered({ name: `PU${seed}`, centre: CENTRE, count, radiusKm: 14 * Math.sqrt(count) });
    const told = tell(sensors, pulseFelt(sensors, { ...pulse, timeMs: AT_MS, spreadMs: 1000, seed }), { toS: 90 });
    expect(confirmedOf(told).length, `seed ${seed}\n${summaryOf(told)}`).toBe(0);
    for (const versions of eventsOf(told)) {
      const [first, last] = [versions[0], versions.at(-1)];
      expect(last?.version.status, `seed ${seed}\n${summaryOf(told)}`).toBe("cancelled");
      expect((last?.atMs ?? 0) - (first?.atMs ?? 0), `seed ${seed}\n${summaryOf(told)}`).toBeLessThan(1000);
    }
  }
});

const TELESEISMS = [
  { apparentKmS: 15, azimuthDeg: 30 },
  { apparentKmS: 17, azimuthDeg: 200 },
  { apparentKmS: 20, azimuthDeg: 110 },
  { apparentKmS: 25, azimuthDeg: 250 },
];
const SHAPES = [
  { columns: 7, rows: 5, spacingKm: 30 },
  { columns: 6, rows: 4, spacingKm: 60 },
  { columns: 6, rows: 5, spacingKm: 12 },
];

test.each(TELESEISMS)("an M7.5 at 60° that sweeps the network at $apparentKmS km/s is not confirmed", (sweep) => {
  // P and, some seconds later, the depth phase; sensors quiet enough to see them.
  for (const shape of SHAPES) {
    const sensors = grid({ ...shape, name: "TE", centre: CENTRE, sensor: { noiseMps2: 2e-5 } });
    const wave = { ...sweep, from: CENTRE, timeMs: AT_MS, pdM: 6e-6, seed: sweep.apparentKmS };
    const depthPhase = teleseismFelt(sensors, { ...wave, timeMs: AT_MS + 14_000, pdM: 8e-6 });
    const told = tell(sensors, [...teleseismFelt(sensors, wave), ...depthPhase], { toS: 120 });
    const { columns, rows, spacingKm } = shape;
    expect(confirmedOf(told).length, `${columns} × ${rows}, ${spacingKm} km\n${summaryOf(told)}`).toBe(0);
  }
});

const DOORS = ["alone", "with a network around"] as const;

test.each(DOORS)("a slammed door in a building with eight sensors, %s, is nothing", (around) => {
  const building = scattered({ name: "BLD", centre: CENTRE, count: 8, radiusKm: 0.04 });
  const others = grid({ name: "AR", centre: CENTRE, columns: 4, rows: 4, spacingKm: 25 });
  const sensors = around === "alone" ? building : together(building, others);
  for (const seed of SEEDS) {
    const random = chance(seedOf("door", seed));
    const slam = [...building.values()].map((sensor) =>
      burstFelt(sensor, {
        timeMs: Math.round(AT_MS + 250 * random()),
        paMps2: 0.15 * 10 ** (0.3 * gauss(random)),
        snr: 30 + 60 * random(),
        frequencyHz: 12,
        lastsS: 1,
        pProbability: 0.7 + 0.29 * random(),
      }),
    );
    const noise = noiseFelt(others, { perHour: 1, fromMs: START_MS, toMs: START_MS + 90_000, seed });
    const told = tell(sensors, around === "alone" ? slam : [...slam, ...noise], { toS: 90 });
    expect(told.length, `seed ${seed}\n${summaryOf(told)}`).toBe(0);
  }
});

test.each([
  8, 20,
])("a quarry blast of M1.5 at one station's door is at most preliminary, stations %i km apart", (spacingKm) => {
  const network = grid({ name: "QU", centre: CENTRE, columns: 5, rows: 5, spacingKm });
  const quarry = sensorOf("QU_DOOR", offset(CENTRE, 0.3 * spacingKm, 0.2 * spacingKm));
  const sensors = together(network, new Map([[quarry.stationId, quarry]]));
  for (const seed of SEEDS) {
    const blast = { ...offset(quarry, 0.5, 0.4), depthKm: 0.1, magnitude: 1.5, originMs: AT_MS };
    const noise = noiseFelt(network, { perHour: 1, fromMs: START_MS, toMs: START_MS + 90_000, seed });
    const felt = quakeFelt(blast, sensors, { seed });
    expect(felt.some(({ stationId, picks }) => stationId === "QU_DOOR" && picks.length > 0)).toBe(true);
    const told = tell(sensors, [...felt, ...noise], { toS: 90 });
    expect(confirmedOf(told).length, `seed ${seed}\n${summaryOf(told)}`).toBe(0);
  }
});
