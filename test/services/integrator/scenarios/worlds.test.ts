// ShakeOut 2023: a drill that was taken for the real thing. A region hears its own world only.
import { expect, test } from "vitest";
import type { World } from "../../../../shared/contracts/mode.ts";
import { regionOf, START_MS, type Step } from "../network.ts";
import { quakeFelt } from "./quakeFelt.ts";
import { grid } from "./sensors.ts";
import { stepsOf } from "./tell.ts";

const CENTRE = { latitudeDeg: 34, longitudeDeg: -118 };
const SENSORS = grid({ name: "SO", centre: CENTRE, columns: 5, rows: 5, spacingKm: 20 });
const QUAKE = { ...CENTRE, depthKm: 10, magnitude: 7, originMs: START_MS + 30_000 };
const LIVE: World = { mode: "live", run: "" };
const DRILL: World = { mode: "drill", run: "shakeout" };
const STEPS = stepsOf(SENSORS, quakeFelt(QUAKE, SENSORS), { toS: 60 });

function push(region: ReturnType<typeof regionOf>, step: Step, world: World) {
  if ("entry" in step) return region.pushMotion({ ...world, stations: [step.entry] });
  return region.pushPick({ ...step.pick, ...world });
}

test("a drill's picks and shaking never make a live event, not even a changed one", () => {
  const live = regionOf(SENSORS, { world: LIVE });
  for (const step of STEPS) {
    if ("entry" in step && step.entry.timeMs < QUAKE.originMs) expect(push(live, step, LIVE)).toEqual([]);
    expect(() => push(live, step, DRILL)).toThrow(/region of "live"/);
  }
  expect(live.clockMs()).toBeLessThan(QUAKE.originMs + 2000);
});

test("a drill beside a quiet live region tells of itself as a drill, and a real earthquake during it is live", () => {
  const [live, drill] = [regionOf(SENSORS, { world: LIVE }), regionOf(SENSORS, { world: DRILL })];
  const [ofLive, ofDrill] = [LIVE, DRILL].map((world) =>
    STEPS.flatMap((step) => push(world === LIVE ? live : drill, step, world)),
  );
  expect(ofLive?.some(({ status }) => status === "confirmed")).toBe(true);
  expect(ofDrill?.some(({ status }) => status === "confirmed")).toBe(true);
  expect(ofLive?.every(({ mode, eventId }) => mode === "live" && eventId.startsWith("tocsin-"))).toBe(true);
  expect(ofDrill?.every(({ mode, run }) => mode === "drill" && run === "shakeout")).toBe(true);
  const ids = new Set(ofLive?.map(({ eventId }) => eventId));
  expect(ofDrill?.some(({ eventId }) => ids.has(eventId))).toBe(false);
});
