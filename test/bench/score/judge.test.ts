// What is said of an earthquake by the versions that were told of it.
import { expect, test } from "vitest";
import type { Floor } from "../../../bench/score/floor.ts";
import { round, scoreOf } from "../../../bench/score/judge.ts";
import { matchesOf } from "../../../bench/score/match.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Truth } from "../../../simulators/truth.ts";
import { ORIGIN_MS, truth, version } from "./made.ts";

const at = (seconds: number) => ORIGIN_MS + seconds * 1000;
const FLOOR: Floor = {
  firstPMs: at(3),
  receivedMs: [at(3.5), at(4), at(5.25), at(9)],
  clearWithin100Km: 4,
  clear: 6,
};

function judge(versions: readonly SeismicEvent[], { of = truth(), floor = FLOOR, id = "quake" } = {}) {
  const [matched = { events: [], otherEvents: 0 }] = matchesOf([of satisfies Truth], versions);
  return scoreOf({ id, truth: of, floor, matched, notes: [] });
}

test("times count from the first P and from the origin, errors from the first version to the last", () => {
  const score = judge([
    version({ atS: 4, status: "preliminary", latitudeDeg: 17.5, magnitude: 4 }),
    version({ atS: 6, latitudeDeg: 17.2, magnitude: 4.5 }),
    version({ atS: 10, latitudeDeg: 17.1, magnitude: 5.25 }),
    version({ atS: 15.5, magnitude: 5.1 }),
    version({ atS: 90, status: "final", magnitude: 5.2 }),
  ]);
  expect(score).toMatchObject({
    alerted: true,
    cancelled: false,
    eventsMade: 1,
    otherEvents: 0,
    firstPAfterOriginS: 3,
    floorAfterFirstPS: { p2: 1, p3: 2.25, p4: 6 },
    firstPreliminaryAfterFirstPS: 1,
    firstConfirmedAfterFirstPS: 3,
    firstPreliminaryAfterOriginS: 4,
    firstConfirmedAfterOriginS: 6,
    magnitudeError: { first: -1, confirmed: -0.5, plus5: 0.25, plus10: 0.1, final: 0.2 },
  });
  expect(score.locationErrorKm).toMatchObject({ first: expect.closeTo(55.6, 0), confirmed: expect.closeTo(22.2, 0) });
  expect(score.locationErrorKm).toMatchObject({ plus5: expect.closeTo(11.1, 0), plus10: 0, final: 0 });
  // S takes about 8 s to 25 km and 29 s to 100 km.
  expect(score.warningS).toMatchObject({ km25: expect.closeTo(2, -1), km100: expect.closeTo(23, -1) });
});

test("an alert that was taken back was one all the same; its last errors are those before", () => {
  const score = judge([version({ atS: 6 }), version({ atS: 20, status: "cancelled", magnitude: 9 })]);
  expect(score).toMatchObject({ alerted: true, cancelled: true, magnitudeError: { final: 0 } });
});

test("an earthquake that nobody told, or only as a hint, is not alerted", () => {
  const nothing = { first: null, confirmed: null, plus5: null, plus10: null, final: null };
  expect(judge([])).toMatchObject({ alerted: false, eventsMade: 0, locationErrorKm: nothing });
  expect(judge([version({ atS: 5, status: "preliminary" })])).toMatchObject({
    alerted: false,
    eventsMade: 0,
    firstConfirmedAfterFirstPS: null,
    warningS: { km25: null, km50: null, km100: null },
  });
});

test("what was told before the earthquake began is of something else", () => {
  const score = judge([version({ atS: -4, status: "preliminary", magnitude: 2 }), version({ atS: 6 })]);
  expect(score).toMatchObject({ firstPreliminaryAfterOriginS: 6, magnitudeError: { first: 0 } });
  expect(judge([version({ atS: -1, originS: -5 })])).toMatchObject({ alerted: false, eventsMade: 0, otherEvents: 1 });
});

test("without a magnitude in the catalogue there is no error of it and no warning by intensity", () => {
  const score = judge([version({ atS: 6 })], { of: truth({ magnitude: null }) });
  expect(score).toMatchObject({ magnitude: null, magnitudeError: { final: null }, warningS: { mmi4: null } });
  expect(score.warningS.km50).toBeGreaterThan(0);
});

test.each([
  ["A", 6, 4, "quake"],
  ["B", 6, 3, "quake"],
  ["C", 2, 2, "quake"],
  ["C", 9, 9, "quake_clipped"],
])("grade %s for %i clear P, %i of them within 100 km, in %s", (grade, clear, clearWithin100Km, id) => {
  expect(judge([], { id, floor: { ...FLOOR, clear, clearWithin100Km } }).grade).toBe(grade);
});

test("what is not a number becomes null, and no zero is negative", () => {
  expect([round(Number.NaN, 1), round(Number.POSITIVE_INFINITY, 1), round(null, 1)]).toEqual([null, null, null]);
  expect(Object.is(round(-0.001, 2), 0)).toBe(true);
});
