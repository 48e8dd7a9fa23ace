// Scales and scenes of plots: values to pixels and back, round marks, and no way out of what there is.
import { describe, expect, test } from "vitest";
import { linearScale, rootScale, rootTicks, ticks } from "../../../../services/gateway/page/draw/scale.ts";
import { moved, within, zoomed } from "../../../../services/gateway/page/event/sectionScene.ts";

const range = { startPx: 40, endPx: 440 };

describe("an axis", () => {
  test.each([
    ["linear", linearScale(-2, 8, range)],
    ["root", rootScale(120, range)],
  ])("%s: what stands at a value is that value again", (_, scale) => {
    for (const value of [0, 1, 7.5]) expect(scale.valueAt(scale.at(value))).toBeCloseTo(value);
    expect([scale.at(scale.from), scale.at(scale.to)]).toEqual([40, 440]);
  });

  test("by the root gives the first seconds more room than the last", () => {
    const { at } = rootScale(120, range);
    expect(at(10) - at(0)).toBeGreaterThan(at(120) - at(80));
  });

  test.each([
    [0, 10, 5, [0, 2, 4, 6, 8, 10]],
    [-0.6, 0.6, 4, [-0.5, 0, 0.5]],
    [0, 1, 2, [0, 0.5, 1]],
    [3, 3, 4, [3]],
  ])("from %d to %d about %d marks stand at %j", (from, to, about, wanted) => {
    expect(ticks(from, to, about)).toEqual(wanted);
  });

  test("by the root has no two marks upon each other", () => {
    for (const to of [8, 45, 130, 700]) {
      const roots = rootTicks(to).map(Math.sqrt);
      for (const [i, root] of roots.slice(1).entries())
        expect(root - (roots[i] ?? 0)).toBeGreaterThan(Math.sqrt(to) / 15);
    }
  });
});

describe("what is in sight of a record section", () => {
  const all = { fromS: -30, toS: 120, fromKm: 0, toKm: 100 };

  test("stays where one points at while it is zoomed", () => {
    const near = zoomed(all, 0.5, { s: 30, km: 20 });
    expect(near).toEqual({ fromS: 0, toS: 75, fromKm: 10, toKm: 60 });
  });

  test("never leaves what there is, however far it is moved or zoomed", () => {
    expect(within(moved(all, 3, -3), all)).toEqual(all);
    expect(within(zoomed(all, 9, { s: 0, km: 0 }), all)).toEqual(all);
    const tiny = within(zoomed(all, 1e-6, { s: 10, km: 10 }), all);
    expect(tiny.toS - tiny.fromS).toBeCloseTo(1);
    expect(tiny.toKm - tiny.fromKm).toBeCloseTo(2);
  });
});
