// The curve beside a waveform: on where the ground begins to move, off when it rests, silent in the blind seconds.
import { expect, test } from "vitest";
import { type Curve, TriggerCurve } from "../../../../services/gateway/waveform/triggerCurve.ts";
import type { Segment } from "../../../../shared/sensors/segment.ts";
import { randomOf } from "../../../../simulators/random.ts";

const RATE_HZ = 100;
const RATIOS = { onRatio: 4, warmupRatio: 6 };

/** A quiet ground that shakes thirty times as strongly from `fromS` to `toS`. */
function groundOf(seconds: number, [fromS, toS]: readonly [number, number]): readonly Segment[] {
  const chance = randomOf("curve");
  return Array.from({ length: seconds }, (_, second) => ({
    ...{ component: "Z" as const, quantity: "m/s2" as const, gap: false, clipped: false },
    ...{ startMs: 1000 * second, periodMs: 1000 / RATE_HZ },
    samples: Float64Array.from({ length: RATE_HZ }, (_, i) => {
      const tS = second + i / RATE_HZ;
      return 9.8 + 0.001 * (chance() - 0.5) * (tS >= fromS && tS < toS ? 30 : 1);
    }),
  }));
}

const curvesOf = (segments: readonly Segment[]): readonly Curve[] => {
  const curve = new TriggerCurve(RATIOS);
  return segments.map((segment) => curve.push(segment));
};
const triggersOf = (curves: readonly Curve[]) => curves.flatMap(({ triggers }) => triggers);

test("it goes on where the ground begins to move and off after it rests, however far from 0 the sensor stands", () => {
  const triggers = triggersOf(curvesOf(groundOf(60, [20, 30])));
  expect(triggers.map(({ isOn }) => isOn)).toEqual([true, false]);
  const [on, off] = triggers.map(({ timeMs }) => timeMs / 1000);
  expect(on).toBeGreaterThanOrEqual(20);
  expect(on).toBeLessThan(20.3);
  expect(off).toBeGreaterThan(23);
  expect(off).toBeLessThan(32);
});

test("what shakes in the first two seconds, or after a gap, triggers nothing", () => {
  expect(triggersOf(curvesOf(groundOf(10, [0.5, 1.5])))).toEqual([]);
  const segments = groundOf(60, [20, 21]).map((segment, second) => ({ ...segment, gap: second === 19 }));
  expect(triggersOf(curvesOf(segments))).toEqual([]);
});

test("a hundred samples become twelve or thirteen points, each the largest of its part", () => {
  const [curve] = curvesOf(groundOf(1, [0, 0])).slice(-1);
  expect([curve?.periodMs, curve?.ratios.length]).toEqual([80, 13]);
});
