// Clocks that lie: what the device says, and what the real decoder makes of it.
import { expect, test } from "vitest";
import { type ClockSpec, deviceTimeMs } from "../../../simulators/sensor/deviceClock.ts";
import { decode, QUAKE, residualS, START_MS } from "./sensedStation.ts";

const at = (spec: ClockSpec, trueMs: number, sequence = 0) => deviceTimeMs(spec, trueMs, { key: 1, sequence });
const DAY_MS = 86_400_000;

test.each<[string, ClockSpec, number]>([
  ["is right", {}, 0],
  ["is 90 s slow", { offsetMs: -90_000 }, -90_000],
  ["gains 100 ppm for a day", { drift: { ppm: 100, sinceMs: START_MS - DAY_MS } }, 8640],
  ["is set right every hour", { drift: { ppm: 100, sinceMs: START_MS - DAY_MS, resyncEveryS: 3600 } }, 0],
  ["was set back a minute ago", { steps: [{ atMs: START_MS - 60_000, byMs: -500 }] }, -500],
  ["will be set forward", { steps: [{ atMs: START_MS + 1, byMs: 500 }] }, 0],
  ["counts from 1970", { unset: { sinceMs: START_MS - 5000 } }, 5000 - START_MS],
  ["was set in time", { unset: { sinceMs: START_MS - 5000, untilMs: START_MS } }, 0],
])("a clock that %s", (_what, spec, wrongByMs) => {
  expect(at(spec, START_MS) - START_MS).toBeCloseTo(wrongByMs, 3);
});

test("a stamp put on at sending is late by up to what is told, never early", () => {
  const lateMs = Array.from({ length: 300 }, (_, i) => at({ stampedWithinMs: 40 }, START_MS, i) - START_MS);
  expect(Math.min(...lateMs)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...lateMs)).toBeGreaterThan(30);
  expect(Math.max(...lateMs)).toBeLessThan(40);
});

test("a share of the packets is stamped with a time before the one before", () => {
  const said = Array.from({ length: 1000 }, (_, i) =>
    at({ backwards: { share: 0.02, byMs: 1500 } }, START_MS + 1000 * i, i),
  );
  const back = said.filter((timeMs, i) => timeMs < (said[i - 1] ?? 0));
  expect(back.length).toBeGreaterThan(8);
  expect(back.length).toBeLessThan(35);
});

test.each([-0.04, -0.02, 0.01])("a crystal %d off is found out, and P is where it is", (rateError) => {
  const made = decode({ rateHz: 31.25, packetS: 1.024, clock: { rateError } }, { seconds: 150 });
  expect(made.health?.fittedRateHz).toBeCloseTo(31.25 * (1 + rateError), 1);
  expect(Math.abs(residualS(made))).toBeLessThan(0.4);
});

test.each<[string, ClockSpec]>([
  ["counts from 1970", { unset: { sinceMs: START_MS - 30_000 } }],
  ["is 90 s slow", { offsetMs: -90_000 }],
  ["is a day fast", { offsetMs: DAY_MS }],
  ["drifts by 100 ppm", { drift: { ppm: 100, sinceMs: START_MS - DAY_MS } }],
  ["is 3 s slow and stamped at sending", { offsetMs: -3000, stampedWithinMs: 30 }],
])("a device whose clock %s tells P by receipt, not by its clock, and less surely", (_what, clock) => {
  const made = decode({ clock });
  const pick = made.decoded.flatMap(({ picks }) => picks)[0];
  expect(Math.abs(residualS(made))).toBeLessThan(0.5);
  expect(pick?.uncertaintyS).toBeGreaterThan(0.3);
});

test("in compact packets too: one that counts from 1970, and one that has no clock at all", () => {
  for (const sinceMs of [START_MS - 30_000, START_MS + 1e9]) {
    expect(Math.abs(residualS(decode({ format: "compact", clock: { unset: { sinceMs } } })))).toBeLessThan(0.5);
  }
});

test("a clock that is set back or forward in mid-stream loses a few packets, and P after it is right", () => {
  for (const byMs of [-20_000, 20_000]) {
    const made = decode({ clock: { steps: [{ atMs: START_MS + 40_000, byMs }] } });
    expect(made.packets.length - (made.outcomes.used ?? 0)).toBeLessThan(5);
    expect(Math.abs(residualS(made))).toBeLessThan(0.5);
  }
});

test("packets stamped backwards now and then cost themselves, not the station", () => {
  const made = decode({ clock: { backwards: { share: 0.03, byMs: 2500 } } }, { felt: [QUAKE], seconds: 130 });
  expect(made.outcomes.late).toBeGreaterThan(0);
  expect(made.outcomes.used).toBeGreaterThan(110);
  expect(Math.abs(residualS(made))).toBeLessThan(0.4);
});
