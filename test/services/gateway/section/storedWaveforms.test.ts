// When the waveforms of an event can be expected: while its world goes on, and not for ever.
import { describe, expect, test } from "vitest";
import { secondsUntilKept, spanOf } from "../../../../services/gateway/section/storedWaveforms.ts";
import { anEvent, ORIGIN_MS } from "../messages.ts";

const arrival = (phase: "P" | "S", afterS: number) => ({
  ...{ pickId: `${phase}${afterS}`, stationId: "XX_A", phase, timeMs: ORIGIN_MS + afterS * 1000, residualS: 0 },
  ...{ distanceKm: 30, azimuthDeg: 10, weight: 1 },
});

describe("the waveforms of an event", () => {
  test("are kept around its first P, or its origin where nothing arrived", () => {
    const { fromMs, toMs } = spanOf(anEvent({ arrivals: [arrival("S", 4), arrival("P", 9), arrival("P", 6)] }));
    expect([fromMs, toMs]).toEqual([ORIGIN_MS - 24_000, ORIGIN_MS + 126_000]);
    expect(spanOf(anEvent()).fromMs).toBe(ORIGIN_MS - 30_000);
  });

  const toMs = 100_000;
  test.each([
    ["of a live world wait for their last sample", { dataMs: 40_000, wallMs: 1000, rate: 1 }, 1000, 72],
    ["of a fast replay come sooner", { dataMs: 40_000, wallMs: 1000, rate: 10 }, 1000, 18],
    ["that are complete are being written", { dataMs: 110_000, wallMs: 1000, rate: 1 }, 1000, 12],
    ["of a world that stopped are not waited for", { dataMs: 40_000, wallMs: 1000, rate: 1 }, 90_000, undefined],
    ["that should be there long ago will not come", { dataMs: 300_000, wallMs: 1000, rate: 1 }, 1000, undefined],
    ["of a world nobody knows will not come", undefined, 1000, undefined],
  ])("%s", (_, world, nowMs, wanted) => {
    expect(secondsUntilKept({ toMs }, world, nowMs)).toBe(wanted);
  });
});
