// Towns an event shakes are told as one's own place would be, the most shaken first.
import { expect, test } from "vitest";
import { EventBoard } from "../../../../services/gateway/eventBoard.ts";
import { atPlace } from "../../../../services/gateway/page/alarm/atPlace.ts";
import { shakenTowns, townsByIntensity } from "../../../../services/gateway/page/event/shakenTowns.ts";
import type { Town } from "../../../../services/gateway/page/parts/town.ts";
import type { SeismicEvent } from "../../../../shared/contracts/event.ts";
import { destination } from "../../../../shared/seismo/geodesy.ts";
import { aContext, anEvent, ORIGIN_MS, origin } from "../messages.ts";

const RINGS = [
  { intensity: 3, radiusKm: 100 },
  { intensity: 6, radiusKm: 20 },
];

function townAt(name: string, km: number, thousands: number, azimuthDeg = 90): Town {
  const { latitudeDeg, longitudeDeg } = destination(origin, azimuthDeg, km);
  return [name, latitudeDeg, longitudeDeg, thousands];
}
const TOWNS = [
  townAt("far and large", 300, 9000),
  townAt("north", 95, 40, 0),
  townAt("large", 10, 500),
  townAt("small", 12, 30),
  townAt("middle", 50, 60),
];

function shown(changes: Partial<SeismicEvent> = {}) {
  const board = new EventBoard();
  board.version(anEvent({ contours: RINGS, observed: [], ...changes }), ORIGIN_MS);
  return board.context(aContext(), ORIGIN_MS) ?? expect.unreachable();
}

test("the most shaken stand first, of the same the larger; who feels nothing is left out", () => {
  const event = shown({ asOfMs: ORIGIN_MS + 9000 });
  const towns = shakenTowns(event, TOWNS);
  expect(towns.map(({ name }) => name)).toEqual(["large", "small", "middle", "north"]);
  for (const town of towns) {
    expect(town).toMatchObject(atPlace(event, town));
    expect(town.warningS).toBeCloseTo((town.sArrivalMs - ORIGIN_MS) / 1000 - 9, 6);
    expect(town.warningS > 0).toBe(!town.isBlind);
  }
  expect(towns.map(({ warningS }) => warningS > 0)).toEqual([false, false, true, true]);
});

test("towns are counted by their intensity, the strongest first", () => {
  expect(townsByIntensity(shakenTowns(shown(), TOWNS))).toEqual([
    [6, 2],
    [4, 1],
    [3, 1],
  ]);
});

test("a town whose surroundings shake is told whatever the source promises; of what was withdrawn none is", () => {
  const [, latitudeDeg, longitudeDeg] = TOWNS[0] ?? expect.unreachable();
  const observed = ["A", "B"].map((stationId) => ({ stationId, latitudeDeg, longitudeDeg, intensity: 5.2 }));
  expect(shakenTowns(shown({ observed, contours: [] }), TOWNS).map(({ name }) => name)).toEqual(["far and large"]);
  expect(shakenTowns(shown({ contours: [] }), TOWNS)).toEqual([]);
  expect(shakenTowns(shown({ status: "cancelled" }), TOWNS)).toEqual([]);
});
