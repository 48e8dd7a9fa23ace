// ShakeOut, 19 October 2023: a drill rang before dawn for a slip of time zones. A time without a zone is none.
import { expect, test } from "vitest";
import { inWords, startTimeFrom } from "../../simulators/startTime.ts";

const NOW_MS = Date.UTC(2026, 9, 15, 14);

test.each([
  ["2026-10-15T16:15:00Z", Date.UTC(2026, 9, 15, 16, 15)],
  ["2026-10-15T10:15:00-06:00", Date.UTC(2026, 9, 15, 16, 15)],
  ["2026-10-16T01:45+09:30", Date.UTC(2026, 9, 15, 16, 15)],
])("%s is one moment everywhere", (text, ms) => {
  expect(startTimeFrom(text, NOW_MS)).toBe(ms);
});

test.each([
  ["2026-10-15T16:15:00", "want a time with its zone"],
  ["2026-10-15 16:15:00Z", "want a time with its zone"],
  ["10:15", "want a time with its zone"],
  ["2026-10-15T16:15:00 PST", "want a time with its zone"],
  ["2026-02-31T99:15:00Z", "no date"],
  ["2026-10-15T13:59:59Z", "has passed; it is 2026-10-15T14:00:00.000Z now"],
  ["2026-11-15T13:59:59Z", "more than a week away"],
])("%s begins no drill", (text, reason) => {
  expect(() => startTimeFrom(text, NOW_MS)).toThrow(reason);
});

test("how long it still is, is told in UTC and in words", () => {
  expect(inWords(NOW_MS + 3_723_000, NOW_MS)).toBe("2026-10-15T15:02:03.000Z, in 1 h 2 min 3 s");
  expect(inWords(NOW_MS, NOW_MS)).toBe("2026-10-15T14:00:00.000Z, in 0 s");
});
