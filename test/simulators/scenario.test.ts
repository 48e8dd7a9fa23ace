// Scenario files: what is wrong in one is named, and what is right becomes sensors and earthquakes.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import { planOf } from "../../simulators/fleet/plan.ts";
import { parseScenario, readScenario, type Scenario } from "../../simulators/scenario.ts";
import { verdictInWords, verdictOn } from "../../simulators/verdict.ts";

const START_MS = Date.UTC(2026, 0, 5);
const MINIMAL = {
  title: "A test",
  about: "A test.",
  durationS: 60,
  network: { kind: "grid", stations: 9, center: { latitudeDeg: 17, longitudeDeg: -100 }, spacingKm: 20 },
  earthquakes: [{ atS: 20, at: { eastKm: 30, northKm: 40 }, depthKm: 10, magnitude: 6 }],
  expect: { confirmed: 1 },
};
const parsed = (changes: object): Scenario => parseScenario(JSON.stringify({ ...MINIMAL, ...changes }), "test.json");
const planned = (changes: object, options: { seed?: number; stations?: number } = {}) =>
  planOf(parsed(changes), { seed: 1, startMs: START_MS, ...options });

test.each([
  ["{", "test.json: not JSON"],
  [JSON.stringify({ ...MINIMAL, durationS: -1 }), "durationS:"],
  [JSON.stringify({ ...MINIMAL, network: { ...MINIMAL.network, kind: "heap" } }), "network.kind:"],
  [JSON.stringify({ ...MINIMAL, earthquaks: [] }), 'Unrecognized key: "earthquaks"'],
  [JSON.stringify({ ...MINIMAL, sensors: { faults: [{ kind: "rust" }] } }), "sensors.faults.0.kind"],
  [
    JSON.stringify({ ...MINIMAL, earthquakes: [{ ...MINIMAL.earthquakes[0], feltBy: "nobody" }] }),
    'earthquakes.0.feltBy: got "nobody", want a group',
  ],
  [JSON.stringify({ ...MINIMAL, earthquakes: [{ ...MINIMAL.earthquakes[0], atS: 61 }] }), "earthquakes.0.atS: got 61"],
])("%s is no scenario", (text, reason) => {
  expect(() => parseScenario(text, "test.json")).toThrow(reason);
});

test("a name that there is not is answered with those that there are", () => {
  expect(() => readScenario("two-quakes")).toThrow(/want a file or one of .*doublet/);
  expect(() => readScenario("./nowhere.json")).toThrow("./nowhere.json cannot be read");
});

test("earthquakes break where and when the file says, as far from the middle of the network", () => {
  const { quakes, sensors, startMs, endMs } = planned({});
  const [first] = quakes;
  expect(first?.quake.originMs).toBe(START_MS + 20_000);
  const middle = sensors[0]?.place ?? { latitudeDeg: 0, longitudeDeg: 0 };
  expect(distanceKm(first?.quake ?? middle, { latitudeDeg: 17, longitudeDeg: -100 })).toBeCloseTo(50, -1);
  expect([startMs, endMs]).toEqual([START_MS, START_MS + 60_000]);
});

test("a group is so many sensors, and only those are as it says; more traits add up", () => {
  const groups = {
    late: { who: { kind: "count", count: 4 }, sensors: { link: { lossShare: 0.5 } } },
    near: {
      who: { kind: "within", of: { eastKm: 0, northKm: 0 }, radiusKm: 12 },
      sensors: { faults: [{ kind: "deadAxis", axis: 1, fromS: 5 }] },
    },
  };
  const faults = [{ kind: "spikes", perMinute: 1, peakMps2: 1 }];
  const { sensors } = planned({ groups, sensors: { faults } });
  expect(sensors.filter(({ link }) => link?.lossShare === 0.5).length).toBe(4);
  const near = sensors.filter((one) => one.faults?.some(({ kind }) => kind === "deadAxis"));
  expect(near.length).toBe(1);
  expect(near[0]?.faults?.map(({ kind, fromMs }) => [kind, fromMs - START_MS])).toEqual([
    ["spikes", 0],
    ["deadAxis", 5000],
  ]);
});

test("the same seed plans the same, another one other sensors; their number may be asked for", () => {
  const placesOf = (options: { seed?: number; stations?: number }) =>
    planned({}, options).sensors.map(({ place }) => place);
  expect(placesOf({})).toEqual(placesOf({}));
  expect(placesOf({ seed: 2 })).not.toEqual(placesOf({}));
  expect(placesOf({ stations: 30 }).length).toBe(30);
});

test("a verdict names what is not as wanted", () => {
  const scenario = parsed({
    expect: {
      confirmed: 1,
      largest: 6.5,
      events: [{ of: 0, confirmedWithinS: 10, withinKm: 20, magnitudeWithin: 0.5 }],
    },
  });
  const { quakes } = planned({});
  const quake = quakes[0]?.quake ?? { latitudeDeg: 0, longitudeDeg: 0, originMs: 0 };
  const told = (magnitude: number, afterS: number) => ({
    eventId: "e",
    status: "confirmed" as const,
    asOfMs: quake.originMs + 1000 * afterS,
    origin: { latitudeDeg: quake.latitudeDeg, longitudeDeg: quake.longitudeDeg, timeMs: quake.originMs },
    magnitude: { value: magnitude },
  });
  expect(verdictInWords(verdictOn(scenario, quakes, [told(6.1, 8)]))).toBe("as wanted: 1 event confirmed");
  expect(verdictOn(scenario, quakes, []).faults).toEqual([
    "confirmed: got 0 events, want at least 1",
    "earthquake 0: no confirmed event within 30 s of it",
  ]);
  expect(verdictOn(scenario, quakes, [told(6.8, 12)]).faults).toEqual([
    "largest: got M6.8, want at most M6.5",
    "earthquake 0: confirmed 12.0 s after the origin, want within 10 s",
    "earthquake 0: magnitude off by 0.8, want within 0.5",
  ]);
});

test("the scenario in the docs is one", () => {
  const page = readFileSync("docs/scenarios.md", "utf8");
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
  expect(examples.length).toBeGreaterThan(0);
  for (const text of examples) expect(parseScenario(text, "docs/scenarios.md").earthquakes.length).toBeGreaterThan(0);
});
