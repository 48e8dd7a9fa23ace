// A preliminary that rests on three or four noisy sensors is taken back as soon as its neighbours have been heard silent.
import { expect, test } from "vitest";
import { distanceKm } from "../../../../shared/seismo/geodesy.ts";
import { travelTimeS } from "../../../../shared/seismo/travelTime.ts";
import { START_MS } from "../network.ts";
import { quakeFelt } from "./quakeFelt.ts";
import { changed, grid, offset, packetsOf, type Sensor } from "./sensors.ts";
import { eventsOf, summaryOf, type Told, tell } from "./tell.ts";

const CENTRE = { latitudeDeg: 40, longitudeDeg: 30 };
const NETWORK = grid({ name: "TR", centre: CENTRE, columns: 6, rows: 6, spacingKm: 20 });
const SEEDS = [1, 2, 3, 4, 5, 6];
/** Data after a P that a silent station needs to count, and what a withdrawal may take from then on. */
const [DECLARED_S, WITHIN_MS] = [2, 5000];
/** Four that agree perfectly were confirmed; data that come eight seconds late turn that a packet later. */
const LATE_AND_SURE_MS = 5500;

interface Tried {
  readonly told: Told[];
  /** When the last silent sensor nearer than the farthest noisy one has been heard long enough. */
  readonly heardMs: number;
}

/** Noisy sensors that by chance agree on an earthquake, found before the others' slower links say they felt nothing. */
function agreeing(count: number, delayMs: number, seed: number): Tried {
  const quake = { ...offset(CENTRE, 11 * Math.sin(seed), 11 * Math.cos(seed)), depthKm: 12, magnitude: 4.3 };
  const near = [...NETWORK.values()].sort((a, b) => distanceKm(a, quake) - distanceKm(b, quake));
  const noisy = new Set([0, 2, 5, 7].slice(0, count).map((at) => near[at]?.stationId ?? ""));
  const quiet = near.filter(({ stationId }) => !noisy.has(stationId));
  const sensors = changed(
    NETWORK,
    quiet.map(({ stationId }) => stationId),
    { delayMs },
  );
  const loud = new Map([...sensors].filter(([id]) => noisy.has(id)));
  const whole = { ...quake, originMs: START_MS + 30_000 };
  const told = tell(sensors, quakeFelt(whole, loud, { seed, sShare: 0 }), { toS: 80 });
  const reachKm = Math.max(...[...loud.values()].map((sensor) => distanceKm(sensor, quake)));
  const heard = quiet
    .filter((sensor) => distanceKm(sensor, quake) <= reachKm)
    .map((sensor) => heardOf(whole, { ...sensor, delayMs }));
  return { told, heardMs: Math.max(...heard) };
}

function heardOf(
  quake: { latitudeDeg: number; longitudeDeg: number; depthKm: number; originMs: number },
  sensor: Sensor,
): number {
  const passedMs = quake.originMs + 1000 * (travelTimeS("P", distanceKm(quake, sensor), quake.depthKm) + DECLARED_S);
  for (const { receivedMs } of packetsOf(sensor, passedMs, passedMs + 1100)) return receivedMs;
  return passedMs;
}

test.each([
  [3, 0],
  [3, 4000],
  [3, 8000],
  [4, 0],
  [4, 8000],
])("%i sensors that agree by chance, others heard %i ms later: withdrawn within 5 s of their silence", (count, delayMs) => {
  for (const seed of SEEDS) {
    const { told, heardMs } = agreeing(count, delayMs, seed);
    for (const versions of eventsOf(told)) {
      const last = versions.at(-1);
      expect(last?.version.status, `seed ${seed}\n${summaryOf(told)}`).toBe("cancelled");
      expect((last?.atMs ?? Number.POSITIVE_INFINITY) - heardMs, `seed ${seed}\n${summaryOf(told)}`).toBeLessThan(
        count === 4 && delayMs === 8000 ? LATE_AND_SURE_MS : WITHIN_MS,
      );
    }
  }
});

test("three sensors that agree are told as preliminary while the others have not been heard", () => {
  const told = SEEDS.map((seed) => agreeing(3, 8000, seed).told);
  expect(told.filter((one) => one[0]?.version.status === "preliminary").length).toBeGreaterThan(SEEDS.length / 2);
});
