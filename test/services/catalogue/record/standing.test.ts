// How stations stand: by world, by distance, with the newest health that was heard.
import { expect, test } from "vitest";
import { HealthBoard } from "../../../../services/catalogue/record/healthBoard.ts";
import { standingNear, standingOf } from "../../../../services/catalogue/record/stationRows.ts";
import type { Health } from "../../../../shared/contracts/health.ts";
import type { Station } from "../../../../shared/contracts/station.ts";
import { anEvent } from "../anEvent.ts";
import { anArrival } from "../aPick.ts";

const { origin } = anEvent();
const LIVE = { mode: "live", run: "" } as const;
const station = (stationId: string, northDeg: number, over: Partial<Station> = {}): Station => ({
  ...{ ...LIVE, stationId, latitudeDeg: origin.latitudeDeg + northDeg, longitudeDeg: origin.longitudeDeg },
  ...{ elevationM: 0, sampleRateHz: 100, updatedMs: 1 },
  channels: [{ code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 1 }],
  ...over,
});
const health = (stationId: string, lastSampleMs: number): Health["stations"][number] => ({
  ...{
    stationId,
    lastSampleMs,
    latencyS: 0.3,
    clockOffsetS: 0,
    fittedRateHz: 100,
    noiseMps2: 0.001,
    packets: 9,
    gaps: 0,
  },
  ...{ duplicates: 0, late: 0, malformed: 0, state: "ok", reason: "" },
});
const deps = (stations: readonly Station[], board = new HealthBoard()) => ({
  stations: { all: () => stations },
  health: board,
});

test("the newest health of a station stands, and that of its namesake in a drill beside it", () => {
  const board = new HealthBoard();
  board.accept({ ...LIVE, stations: [health("XX_A", 1), health("XX_B", 2)] });
  board.accept({ ...LIVE, stations: [health("XX_A", 3)] });
  board.accept({ mode: "drill", run: "x", stations: [health("XX_A", 9)] });
  expect(board.of(LIVE, "XX_A")?.lastSampleMs).toBe(3);
  expect(board.of({ mode: "drill", run: "x" }, "XX_A")?.lastSampleMs).toBe(9);
  expect(board.of(LIVE, "XX_C")).toBeUndefined();
});

test("those within reach are listed nearest first, those of other worlds and far away are not", () => {
  const stations = [
    station("XX_A", 1),
    station("XX_B", 0.5),
    station("XX_C", 2),
    station("XX_D", 0, { mode: "drill", run: "x" }),
  ];
  const near = standingNear(origin, LIVE, deps(stations));
  expect(near.map(({ stationId, health: known }) => [stationId, known])).toEqual([
    ["XX_B", null],
    ["XX_A", null],
  ]);
});

test("of an event those that it used are there too, however far", () => {
  const stations = [station("XX_FAR", 3), station("XX_A", 1)];
  const standing = standingOf(anEvent({ arrivals: [anArrival("XX_FAR"), anArrival("XX_A")] }), deps(stations));
  expect(standing.map(({ stationId }) => stationId)).toEqual(["XX_A", "XX_FAR"]);
});
