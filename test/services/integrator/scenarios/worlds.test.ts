// ShakeOut 2023: a drill that was taken for the real thing. A region hears its own world only.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Worlds } from "../../../../services/integrator/worlds.ts";
import type { World } from "../../../../shared/contracts/mode.ts";
import { regionOf, START_MS, type Step } from "../network.ts";
import { quakeFelt } from "./quakeFelt.ts";
import { grid } from "./sensors.ts";
import { stepsOf } from "./tell.ts";

const CENTRE = { latitudeDeg: 34, longitudeDeg: -118 };
const SENSORS = grid({ name: "SO", centre: CENTRE, columns: 5, rows: 5, spacingKm: 20 });
const SENSOR_IDS = [...SENSORS.keys()];
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

// Whatever is dealt to whichever world, and in whatever order: what is told as live rests on live picks alone.
test("nothing that holds one drilled, simulated or replayed pick is ever told as live", async () => {
  const dealt: readonly World[] = [
    LIVE,
    DRILL,
    { mode: "simulation", run: "shakeout" },
    { mode: "replay", run: "shakeout" },
    { mode: "drill", run: "" },
  ];
  const picked = STEPS.filter((step) => "pick" in step);
  let told = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(dealt.length - 1), { minLength: 8, maxLength: 60 }), async (deal) => {
      const worlds = new Worlds({
        nowMs: () => 0,
        load: async () => undefined,
        open: (world) => regionOf(SENSORS, { world }),
      });
      const worldOf = new Map<string, World>();
      for (const [i, step] of picked.entries()) {
        // All windows of a pick are of one world; stations that share a world by chance may make an event there.
        const world = dealt[deal[SENSOR_IDS.indexOf(step.pick.stationId) % deal.length] ?? 0] ?? LIVE;
        const pick = { ...step.pick, ...world, pickId: `${world.mode}/${world.run}/${step.pick.pickId}` };
        worldOf.set(pick.pickId, world);
        const versions = await worlds.in(pick, (region) => region.pushPick(pick));
        for (const version of versions) {
          told += 1;
          const worldsOfIts = version.arrivals.map(({ pickId }) => worldOf.get(pickId));
          expect(worldsOfIts.length, `version ${i}`).toBeGreaterThan(0);
          for (const own of worldsOfIts) expect({ mode: version.mode, run: version.run }).toEqual(own);
          expect(version.eventId.startsWith("tocsin-")).toBe(version.mode === "live");
        }
      }
    }),
    { numRuns: 40 },
  );
  expect(told).toBeGreaterThan(100);
});
