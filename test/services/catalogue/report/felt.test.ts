// Something was felt: which event it was, and what to say where there was none.
import { expect, test } from "vitest";
import { nearestEvent, noEventText, sameEvent, witnessesOf } from "../../../../services/catalogue/report/felt.ts";
import { anEvent, ORIGIN_MS } from "../anEvent.ts";
import { aPick } from "../aPick.ts";

const { origin } = anEvent();
const felt = { timeMs: ORIGIN_MS + 20_000, latitudeDeg: origin.latitudeDeg + 0.5, longitudeDeg: origin.longitudeDeg };
const at = (eventId: string, over: Partial<typeof origin>) => anEvent({ eventId, origin: { ...origin, ...over } });

test.each([
  ["while S comes", {}, true],
  ["a little before the origin, by a clock that is slow", { timeMs: ORIGIN_MS - 29_000 }, true],
  ["long after S was there", { timeMs: ORIGIN_MS + 80_000 }, false],
  ["long before the origin", { timeMs: ORIGIN_MS - 31_000 }, false],
  ["farther than a hundred kilometres away", { latitudeDeg: origin.latitudeDeg + 1 }, false],
])("felt %s", (_, over, isSame) => {
  expect(sameEvent([anEvent()], { ...felt, ...over }) !== undefined).toBe(isSame);
});

test("of two that it could be it was the nearer one", () => {
  const far = at("far", { latitudeDeg: origin.latitudeDeg - 0.3 });
  expect(sameEvent([far, anEvent()], felt)?.eventId).toBe(anEvent().eventId);
  expect(sameEvent([], felt)).toBeUndefined();
});

test("the nearest thing to an event is near in time and in space", () => {
  const later = at("later", { timeMs: ORIGIN_MS + 300_000 });
  const away = at("away", { latitudeDeg: origin.latitudeDeg + 6 });
  expect(nearestEvent([later, away], felt)?.eventId).toBe("away");
});

const health = { latencyS: 0, clockOffsetS: 0, noiseMps2: 0, state: "ok" as const, reason: "" };
const station = (stationId: string, over: Partial<typeof health & { lastSampleMs: number }> | null) => ({
  ...{ stationId, name: "", latitudeDeg: felt.latitudeDeg, longitudeDeg: felt.longitudeDeg },
  health: over === null ? null : { ...health, lastSampleMs: felt.timeMs + 5000, ...over },
});

test("where there was no event it is said how many stations could have seen one, and what they saw", () => {
  const stations = [
    station("XX_A", {}),
    station("XX_B", { lastSampleMs: felt.timeMs - 60_000 }),
    station("XX_C", null),
    station("XX_D", {}),
  ];
  const witnesses = witnessesOf(stations, [aPick("XX_A"), aPick("XX_D", { timeMs: ORIGIN_MS + 4000 })], felt);
  expect(witnesses.map(({ state, pickMs }) => [state, pickMs.length])).toEqual([
    ["ok", 1],
    ["silent", 0],
    ["unknown", 0],
    ["ok", 1],
  ]);
  expect(noEventText({ witnesses, neededStations: 4, nearest: "M 3 there" })).toBe(
    "We have no event there: of 4 stations within 150 km 2 picked something about that time (XX_D first), 2 silent, " +
      "unhealthy or unknown; 4 must agree to confirm. The nearest thing to it is M 3 there.",
  );
});

test("where there is no station, that is why", () => {
  expect(noEventText({ witnesses: [], neededStations: null, nearest: "" })).toBe(
    "We have no event there, and no station within 150 km that could have seen one.",
  );
});
