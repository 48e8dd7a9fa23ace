// Network planning over REST: what a lost and a new station change, and what is asked for wrongly.
import { Router } from "express";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planningRoutes } from "../../../../services/gateway/planning/routes.ts";
import type { StationView } from "../../../../services/gateway/view.ts";
import { faultAnswer } from "../../../../shared/runtime/faults.ts";
import { quiet } from "../../alarm/fixtures.ts";
import { serve } from "../../catalogue/serve.ts";

/** A square of four, 20 km a side, and one of another world. */
const STATIONS = [
  ["XX_A", 0, 0],
  ["XX_B", 0, 0.18],
  ["XX_C", 0.18, 0],
  ["XX_D", 0.18, 0.18],
] as const;
const stationOf = (world: string, [stationId, latitudeDeg, longitudeDeg]: (typeof STATIONS)[number]): StationView => ({
  ...{ key: `${world}/${stationId}`, world, stationId, name: "", latitudeDeg, longitudeDeg, state: "idle" },
  ...{ intensity: 1, pgaMps2: 0, lastSeenMs: null, health: null, connection: null, trust: null },
  ...{ elevationM: 0, sampleRateHz: 100, vs30Mps: null },
});

let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  const stations = [...STATIONS.map((one) => stationOf("live", one)), stationOf("drill:x", STATIONS[0])];
  server = await serve(Router().use(planningRoutes({ stations: () => stations }), faultAnswer(quiet)));
});
afterAll(() => server.close());

interface Plan {
  readonly blindKm: readonly (readonly (number | null)[])[];
  readonly warningS: readonly (readonly (number | null)[])[] | null;
}
const AREA = "area=0,0,0.18,0.18&cells=5&needed=4&delayS=0&depthKm=10";

type Answered = Plan & { readonly stationCount: number; readonly before: Plan | null };

async function plan(query: string): Promise<Answered> {
  return (await (await fetch(`${server.url}/api/planning?${AREA}&${query}`)).json()) as Answered;
}
const middleOf = ({ blindKm }: Plan) => blindKm[2]?.[2] ?? Number.NaN;

// From the middle all four are 14.15 km away: P √(14.15² + 10²) / 5.8 = 2.99 s, S √((2.99 · 3.36)² − 10²) = 0.9 km away.
test("in the middle of four stations S has just come up when the last of them has P", async () => {
  const { stationCount, before, blindKm } = await plan("mode=live");
  expect([stationCount, before, blindKm.length]).toEqual([4, null, 5]);
  expect(middleOf({ blindKm, warningS: null })).toBeLessThan(3);
});

test("of three no alert comes where four are needed; a fourth farther off makes the blind zone larger than it was", async () => {
  expect(middleOf(await plan("without=XX_A"))).toBeNaN();
  const moved = await plan("without=XX_A&with=0.5,0.5");
  expect(moved.stationCount).toBe(4);
  expect(middleOf(moved)).toBeGreaterThan(15);
  expect(middleOf(moved.before ?? moved)).toBeLessThan(3);
});

test("a place 100 km away is left with seconds, the nearer the earthquake the fewer", async () => {
  const { warningS } = await plan("target=0.09,1");
  const [west = 0, east = 0] = [warningS?.[2]?.[0] ?? 0, warningS?.[2]?.[4] ?? 0];
  expect(west).toBeGreaterThan(east);
  expect(east).toBeGreaterThan(15);
});

test.each([
  ["needed=0", "needed: got"],
  ["depthKm=900", "depthKm: got"],
  ["target=91,0", 'target: got "91,0"'],
  ["with=1,2;x", 'with: got "x"'],
  ["without=XX_NO", 'without: no station "XX_NO"'],
  ["colour=red", "colour: no such field"],
])("%s is refused with what was wanted", async (query, message) => {
  const response = await fetch(`${server.url}/api/planning?${query}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining(message) } });
});

test("a world without stations has no plan, unless some are thought of", async () => {
  expect((await fetch(`${server.url}/api/planning?mode=replay&run=none`)).status).toBe(404);
  const thought = "with=0,0;0,0.1;0.1,0;0.1,0.1&cells=5";
  expect((await fetch(`${server.url}/api/planning?mode=replay&run=none&${thought}`)).status).toBe(200);
});
