// The hint that a magnitude is far above all that is on record.
import { expect, test } from "vitest";
import { plausibilityOf } from "../../../../services/catalogue/lookup/plausibility.ts";

test.each([
  [7.4, 5.2, true],
  [6.3, 5.2, true],
  [6.2, 5.2, false],
  [4, 5.2, false],
  [9, null, false],
] as const)("M %f where %f is on record: %s", (magnitude, onRecord, isSaid) => {
  expect(plausibilityOf("live", magnitude, onRecord) !== undefined).toBe(isSaid);
});

test("is said as a hint, and in a replay as one of a replay", () => {
  expect(plausibilityOf("replay", 7.4, 5.2)).toBe(
    "REPLAY: M 7.4 would be far above the largest on record within 100 km (M 5.2); a hint only",
  );
});
