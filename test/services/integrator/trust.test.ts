// What a station's picks are worth: told once a minute a station, less the more it triggers for nothing, nothing where it never rests.
import { expect, test } from "vitest";
import { NOISE_RATE } from "../../../services/integrator/odds.ts";
import { TrustTold } from "../../../services/integrator/trust.ts";
import type { Motion } from "../../../shared/contracts/motion.ts";
import { trusts } from "../../../shared/contracts/trust.ts";

const START_MS = 1_700_000_000_000;

function aSecond(atS: number, ...stationIds: readonly string[]): Motion {
  const peaks = { pgaMps2: 0, pgvMps: 0, intensity: 1 };
  const timeMs = START_MS + 1000 * atS;
  const stations = stationIds.map((stationId) => ({ stationId, timeMs, ...peaks, watermarkMs: timeMs + 999 }));
  return { mode: "drill", run: "d", stations };
}

test("a usual station is worth 1, one with four times as many false triggers a quarter, a restless one nothing", () => {
  const rates = new Map([
    ["XX_A", NOISE_RATE],
    ["XX_B", 4 * NOISE_RATE],
    ["XX_C", NOISE_RATE],
  ]);
  const [message] = new TrustTold().due(aSecond(0, "XX_A", "XX_B", "XX_C"), (stationId) => ({
    noiseRate: rates.get(stationId) ?? 0,
    isRestless: stationId === "XX_C",
  }));
  expect(trusts.decode(message?.body ?? new Uint8Array())).toEqual({
    ...{ mode: "drill", run: "d" },
    stations: [
      { stationId: "XX_A", weight: 1, falsePicksPerHour: 1 },
      { stationId: "XX_B", weight: 0.25, falsePicksPerHour: 4 },
      { stationId: "XX_C", weight: 0, falsePicksPerHour: 1 },
    ],
  });
});

test("it is told again after a minute of data, and when the data clock is set back", () => {
  const told = new TrustTold();
  const worth = () => ({ noiseRate: NOISE_RATE, isRestless: false });
  const at = (second: number) => told.due(aSecond(second, "XX_A"), worth).length;
  expect([0, 1, 59, 60, 61, 119, 120, 3, 4].map(at)).toEqual([1, 0, 0, 1, 0, 0, 1, 1, 0]);
});
