// A fleet in threads: what the sensors made is what the edge took, whoever of the threads sent it.
import { expect, test } from "vitest";
import { runCrew } from "../../simulators/fleet/crew.ts";
import { planOf } from "../../simulators/fleet/plan.ts";
import type { ShareState } from "../../simulators/fleet/share.ts";
import { parseScenario } from "../../simulators/scenario.ts";
import { eventually } from "../poll.ts";
import { startIngest } from "../services/ingest/harness.ts";

const START_MS = Date.UTC(2026, 0, 5);
const SCENARIO = parseScenario(
  JSON.stringify({
    title: "Five hundred sensors",
    about: "A few seconds of many sensors whose links lose and double.",
    durationS: 10,
    network: { kind: "grid", stations: 500, center: { latitudeDeg: 17, longitudeDeg: -100 }, spacingKm: 10 },
    sensors: { rateHz: 31.25, link: { lossShare: 0.05, copyShare: 0.05 } },
    expect: { confirmed: 0 },
  }),
  "crew.test.ts",
);
const PLAN = planOf(SCENARIO, { seed: 1, startMs: START_MS });
const WORLD = { mode: "simulation", run: "crew" } as const;

test.each([
  ["one thread and a connection a sensor", { threads: 1, connections: "device" as const }],
  ["two threads with two connections each", { threads: 2, connections: 4 }],
])("%s: every packet sent is taken, and the ledger adds up", async (_, { threads, connections }) => {
  const ingest = await startIngest();
  const states: ShareState[] = [];
  let readied = 0;
  const { published, ledger } = await runCrew({
    ...WORLD,
    ...PLAN,
    mqttUrl: ingest.mqttUrl,
    threads,
    connections,
    speed: Number.POSITIVE_INFINITY,
    signal: new AbortController().signal,
    async ready() {
      readied += 1;
      await eventually("all are registered", async () => (await ingest.outcomes("registered")) === 500);
    },
    onState: (state) => states.push(state),
  });
  await eventually("all came through", async () => (await ingest.outcomes("accepted")) === published);
  await ingest.close();
  expect(readied).toBe(1);
  const { made, sent, lost, dead, waiting, copies } = ledger;
  expect(published).toBe(sent + copies);
  expect(sent + lost + dead + waiting).toBe(made);
  expect(lost).toBeGreaterThan(100);
  expect(copies).toBeGreaterThan(100);
  expect(new Set(ingest.packets.map(({ stationId }) => stationId)).size).toBe(500);
  expect(ingest.packets.every(({ mode, run }) => mode === WORLD.mode && run === WORLD.run)).toBe(true);
  expect(states.at(-1)).toMatchObject({ sent: published, inFlight: 0 });
});

test("a fleet that is told to stop does so, and says what was sent until then", async () => {
  const ingest = await startIngest();
  const stopping = new AbortController();
  const crew = runCrew({
    ...WORLD,
    ...PLAN,
    mqttUrl: ingest.mqttUrl,
    threads: 2,
    connections: 2,
    speed: 1,
    signal: stopping.signal,
    ready: async () => stopping.abort(),
    onState: () => undefined,
  });
  expect((await crew).published).toBeLessThan(500);
  await ingest.close();
});

test("without a broker each thread's failure is one clear error", async () => {
  const lost = runCrew({
    ...WORLD,
    ...PLAN,
    mqttUrl: "mqtt://127.0.0.1:1",
    threads: 2,
    connections: 2,
    speed: 1,
    signal: new AbortController().signal,
    ready: async () => undefined,
    onState: () => undefined,
  });
  await expect(lost).rejects.toThrow("no MQTT broker at mqtt://127.0.0.1:1");
});
