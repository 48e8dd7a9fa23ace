// Numbers as people read them.
import { expect, test } from "vitest";
import { fixed } from "../../../../services/gateway/page/parts/words.ts";

test.each([
  [1.25, 1, "1.3"],
  [-1.25, 2, "−1.25"],
  [-0.04, 1, "0.0"],
  [-0.05, 2, "−0.05"],
  [-0, 0, "0"],
  [-10, 0, "−10"],
])("%d with %d digits is read %s: a minus as wide as a digit, and none before zero", (value, digits, words) => {
  expect(fixed(value, digits)).toBe(words);
});
