// SCIENCE §4.6, rule 6a: the limit of log Pd (cm) is −3.728 at τp = 1 s, −0.911 at 10 s, −1.759 at 5 s.
import { expect, test } from "vitest";
import { type Onset, periodExcess } from "../../../shared/seismo/teleseism.ts";

const isTeleseism = (onsets: readonly Onset[]) => periodExcess(onsets) > 0;
const onset = (logPdCm: number, tauPS: number) => ({ pdM: 10 ** logPdCm / 100, tauPS });

test.each([
  [-3.73, 1, true],
  [-3.726, 1, false],
  [-1.761, 5, true],
  [-1.757, 5, false],
  [-0.913, 10, true],
  [-0.909, 10, false],
  [-4, 0.5, false],
])("an onset of log Pd %d and %d s is a teleseism: %s", (logPdCm, tauPS, is) => {
  expect(isTeleseism([onset(logPdCm, tauPS)])).toBe(is);
});

test("the stations' means decide, not one of them", () => {
  expect(isTeleseism([onset(-2.1, 5), onset(-1.5, 5)])).toBe(true);
  expect(isTeleseism([onset(-2.0, 5), onset(-1.5, 5)])).toBe(false);
  // Means of the logarithms: τp of 2.5 s and 10 s together count as 5 s.
  expect(isTeleseism([onset(-1.77, 2.5), onset(-1.77, 10)])).toBe(true);
  expect(isTeleseism([onset(-1.75, 2.5), onset(-1.75, 10)])).toBe(false);
});

test("no onsets, and onsets in which nothing was measured, say nothing", () => {
  expect(isTeleseism([])).toBe(false);
  expect(isTeleseism([{ pdM: 0, tauPS: 0 }])).toBe(false);
});
