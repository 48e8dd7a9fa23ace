import { expect, test } from "vitest";
import { formatTold, mergeTold, parseTold, type ToldBy } from "../../../services/alarm/told.ts";

const one = {
  version: 2,
  status: "confirmed",
  magnitude: 6.1,
  likelihood: 0.93,
  intensity: 5.37,
  exceedanceProbability: 0.0123,
  sArrivalMs: 1_767_225_617_321,
} as const;

test("who was told what comes back as it was written", () => {
  const told: ToldBy = new Map([
    ["sub_a", one],
    ["sub_b", { ...one, intensity: 1, exceedanceProbability: 1, sArrivalMs: 5 }],
    ["sub_c", { ...one, version: 7, status: "cancelled", magnitude: 5.2 }],
  ]);
  const read = parseTold(formatTold(told));
  expect(new Map([...read].sort())).toEqual(told);
});

test("nobody told is nobody told", () => expect(parseTold(formatTold(new Map()))).toEqual(new Map()));

test("ten thousand who heard the same version take half a megabyte", () => {
  const id = (n: number) => `sub_${n.toString(16).padStart(24, "0")}`;
  const told = new Map(Array.from({ length: 10_000 }, (_, n) => [id(n), one]));
  expect(formatTold(told).length).toBeLessThan(600_000);
});

test("of two accounts the later word to each counts", () => {
  const merged = mergeTold(
    new Map([
      ["a", one],
      ["b", { ...one, version: 5 }],
    ]),
    new Map([
      ["a", { ...one, version: 3 }],
      ["b", { ...one, version: 4 }],
      ["c", one],
    ]),
  );
  expect([...merged].map(([id, { version }]) => `${id}${version}`)).toEqual(["a3", "b5", "c2"]);
});
