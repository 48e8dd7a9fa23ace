// Which of our events is which true earthquake.
import { expect, test } from "vitest";
import { matchesOf } from "../../../bench/score/match.ts";
import { ORIGIN_MS, truth, version } from "./made.ts";

const idsOf = (matches: ReturnType<typeof matchesOf>) =>
  matches.map(({ events, otherEvents }) => [events.map(([first]) => first?.eventId), otherEvents]);

test.each([
  ["near in time and place", version({ atS: 5, originS: 2, latitudeDeg: 17.5 }), [["a"], 0]],
  ["31 s off", version({ atS: 40, originS: 31 }), [[], 1]],
  ["111 km off", version({ atS: 5, latitudeDeg: 18 }), [[], 1]],
  ["far off and never confirmed", version({ atS: 5, latitudeDeg: 18, status: "preliminary" }), [[], 0]],
  ["confirmed before the earthquake began", version({ atS: -3, originS: -8 }), [[], 1]],
  ["only ever cancelled", version({ atS: 5, status: "cancelled" }), [[], 0]],
])("an event %s", (_, told, expected) => {
  expect(idsOf(matchesOf([truth()], [told]))).toEqual([expected]);
});

test("between two earthquakes an event counts for the nearer one alone", () => {
  const both = [truth({ id: "first" }), truth({ id: "second", timeMs: ORIGIN_MS + 20_000 })];
  expect(idsOf(matchesOf(both, [version({ atS: 30, originS: 16 })]))).toEqual([
    [[], 0],
    [["a"], 0],
  ]);
});

test("a stranger in a sequence is told once, at the earthquake next to it in time", () => {
  const both = [truth(), truth({ timeMs: ORIGIN_MS + 300_000 })];
  expect(idsOf(matchesOf(both, [version({ atS: 250, originS: 240 })]))).toEqual([
    [[], 0],
    [[], 1],
  ]);
});

test("of two events of one earthquake the confirmed one comes first, then the nearer one", () => {
  const versions = [
    version({ id: "hint", atS: 2, status: "preliminary" }),
    version({ id: "far", atS: 4, latitudeDeg: 17.6 }),
    version({ id: "near", atS: 5, latitudeDeg: 17.1 }),
  ];
  expect(idsOf(matchesOf([truth()], versions))).toEqual([[["near", "far", "hint"], 0]]);
});

test("without a truth, or without events, there is nothing", () => {
  expect(matchesOf([], [version({ atS: 1 })])).toEqual([]);
  expect(matchesOf([truth()], [])).toEqual([{ events: [], otherEvents: 0 }]);
});
