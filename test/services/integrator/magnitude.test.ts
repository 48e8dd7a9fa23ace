// What becomes of an event's magnitude as picks and shaking come in: through the whole integrator.
import { expect, test } from "vitest";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { destination } from "../../../shared/seismo/geodesy.ts";
import { gridNetwork, motionOf, pickOf, picksOf, play, type Quake, regionOf, START_MS, type Step } from "./network.ts";

const CENTRE = { latitudeDeg: 17, longitudeDeg: -99 };
const NETWORK = gridNetwork({ centre: CENTRE, columns: 4, rows: 4, spacingKm: 30 });
const QUAKE: Quake = { ...destination(CENTRE, 40, 10), depthKm: 15, magnitude: 6, originMs: START_MS + 30_000 };
const PICKS = picksOf(QUAKE, NETWORK);
const TO_S = 80;

function playedWith(quakes: readonly Quake[], picks: readonly Step[] = PICKS): SeismicEvent[] {
  return play(regionOf(NETWORK), [...motionOf(NETWORK, { fromS: 0, toS: TO_S, quakes }), ...picks]);
}

const lastOf = (versions: readonly SeismicEvent[]) => versions.at(-1)?.magnitude.value ?? Number.NaN;

test("picks of a few seconds that say 6 grow to 7.3 with the shaking", () => {
  const versions = playedWith([{ ...QUAKE, magnitude: 7.3 }]);
  expect(versions[0]?.magnitude.value).toBeLessThan(6.5);
  expect(lastOf(versions)).toBeGreaterThan(6.7);
  expect(versions.at(-1)?.magnitude.type).toBe("Mpgv");
});

test("a network that stays still after S holds the magnitude down", () => {
  expect(lastOf(playedWith([]))).toBeLessThan(lastOf(playedWith([QUAKE])) - 0.3);
});

test("what clipped sensors show is a lower bound: it holds nothing down", () => {
  const clipped = PICKS.map((step) =>
    "pick" in step ? { ...step, pick: { ...step.pick, clipped: step.pick.update > 1 } } : step,
  );
  const weak = [{ ...QUAKE, magnitude: 4.5 }];
  expect(lastOf(playedWith(weak, clipped))).toBeGreaterThan(lastOf(playedWith(weak)) + 0.3);
});

test("the first version has looked at the shaking already, and no message carries more than its contract", () => {
  const late = PICKS.map((step) => ({ ...step, atMs: START_MS + 60_000 + (step.atMs - START_MS) / 1000 }));
  const versions = playedWith([{ ...QUAKE, magnitude: 7.3 }], late);
  expect(versions[0]?.magnitude.type).toBe("Mpgv");
  const observed = versions.at(-1)?.observed ?? [];
  expect(observed.length).toBeGreaterThan(3);
  expect(Object.keys(observed[0] ?? {}).sort()).toEqual(["intensity", "latitudeDeg", "longitudeDeg", "stationId"]);
});

// As at Kaikoura, 2016, M7.8: S cuts the nearest station's window off after a second, where its neighbour's goes on growing.
test("a second of P at the epicentre does not make the next station's great earthquake wild", () => {
  const near = destination(QUAKE, 90, 3);
  const network = new Map(
    [...gridNetwork({ centre: QUAKE, columns: 1, rows: 1, spacingKm: 1 })].map(([id]) => [id, near]),
  );
  network.set("XX_far", destination(QUAKE, 0, 22));
  const windows = { XX_00: [1.3e-4, 8e-4, 1e-2, 2.9e-2, 4.6e-2], XX_far: [6.5e-4, 7e-4, 4e-3, 6.7e-3, 6.7e-3] };
  const picks = Object.entries(windows).flatMap(([stationId, pds], at): Step[] =>
    pds.map((pdM, update) => {
      const timeMs = QUAKE.originMs + 2600 + 1760 * at;
      const [windowS, receivedMs] = [0.5 + update, timeMs + 1000 * (0.5 + update) + 300];
      const pick = pickOf({ stationId, timeMs, update, windowS, pdM, pvMps: 3 * pdM, receivedMs, knownMs: receivedMs });
      return { atMs: receivedMs, pick };
    }),
  );
  const motion = motionOf(network, { fromS: 0, toS: 40, quakes: [{ ...QUAKE, magnitude: 7.5 }] });
  const versions = play(regionOf(network), [...motion, ...picks]);
  expect(versions[0]?.status).toBe("preliminary");
  expect(versions.at(-1)?.status).not.toBe("cancelled");
  expect(versions.map(({ magnitude }) => magnitude.stationCount)).toEqual(versions.map(() => 2));
  expect(lastOf(versions)).toBeGreaterThan(6);
});
