// The version axis: when each version came after the origin, what is marked on it, and which version one points at.
import { describe, expect, test } from "vitest";
import { EventBoard } from "../../../../services/gateway/eventBoard.ts";
import {
  marksOf,
  versionAt,
  versionBeside,
  versionPoints,
} from "../../../../services/gateway/page/event/versionAxis.ts";
import { anEvent, EVENT_ID, magnitude, ORIGIN_MS, origin } from "../messages.ts";

function told() {
  const board = new EventBoard();
  const at = (version: number, afterS: number, changes: Parameters<typeof anEvent>[0] = {}) =>
    board.version(anEvent({ version, asOfMs: ORIGIN_MS + afterS * 1000, status: "preliminary", ...changes }), 0);
  at(1, 5, { magnitude: { ...magnitude, value: 4.1, uncertainty: 0.8 }, likelihood: 0.6 });
  at(2, 7);
  at(3, 12, { status: "confirmed" });
  // The origin is known better at the end, and lies a second earlier.
  at(4, 60, { status: "final", origin: { ...origin, timeMs: ORIGIN_MS - 1000 } });
  return board.eventOf(EVENT_ID) ?? expect.unreachable();
}

describe("the versions of an event on a time axis", () => {
  test("stand after the origin as it is known now, whatever each of them believed", () => {
    expect(versionPoints(told()).map(({ atS }) => atS)).toEqual([6, 8, 13, 61]);
    expect(versionPoints(told())[0]).toMatchObject({
      magnitude: 4.1,
      magnitudeSigma: 0.8,
      likelihood: 0.6,
      errorKm: 6,
    });
  });

  test("are marked where the first were told, where it was confirmed and where S came to my place", () => {
    const place = { latitudeDeg: origin.latitudeDeg, longitudeDeg: origin.longitudeDeg + 1 };
    const marks = marksOf(told(), 2, place);
    expect(marks.map(({ kind }) => kind)).toEqual(["alert", "confirmed", "shaking"]);
    expect(marks.slice(0, 2).map(({ atS }) => atS)).toEqual([8, 13]);
    // 106 km by S.
    expect(marks[2]?.atS).toBeGreaterThan(25);
    expect(marks[2]?.atS).toBeLessThan(35);
    expect(marksOf(told(), undefined, null)).toEqual([{ kind: "confirmed", atS: 13 }]);
  });

  test("have no mark of S for a place that is too far away to tell", () => {
    expect(marksOf(told(), undefined, { latitudeDeg: -40, longitudeDeg: 80 }).map(({ kind }) => kind)).toEqual([
      "confirmed",
    ]);
  });

  test.each([
    [0, 1],
    [7.9, 1],
    [8, 2],
    [60, 3],
    [1e6, 4],
  ])("at %d s version %d held", (atS, version) => {
    expect(versionAt(versionPoints(told()), atS)).toBe(version);
  });

  test("are gone through one by one, and no further than they go", () => {
    const points = versionPoints(told());
    expect(versionBeside(points, 2, 1)).toBe(3);
    expect(versionBeside(points, 1, -1)).toBe(1);
    expect(versionBeside(points, 2, Number.POSITIVE_INFINITY)).toBe(4);
    expect(versionBeside(points, 2, Number.NEGATIVE_INFINITY)).toBe(1);
  });
});
