// Devices that die and come back, through a real broker in this process: what stays retained of them, what the edge tells.
import { expect, test } from "vitest";
import { planOf } from "../../simulators/fleet/plan.ts";
import { runShare, type ShareOptions } from "../../simulators/fleet/share.ts";
import { parseScenario } from "../../simulators/scenario.ts";
import { eventually } from "../poll.ts";
import { connectSensor, type Ingest, startIngest } from "../services/ingest/harness.ts";

const DURATION_S = 400;
const SCENARIO = parseScenario(
  JSON.stringify({
    title: "Four devices",
    about: "One dies for good, one is cut off for two minutes, one for less than its broker's patience.",
    durationS: DURATION_S,
    network: { kind: "grid", stations: 4, center: { latitudeDeg: 17, longitudeDeg: -100 }, spacingKm: 10 },
    sensors: { rateHz: 31.25 },
    groups: {
      dead: {
        who: { kind: "stations", stationIds: ["SIM_S001"] },
        sensors: { faults: [{ kind: "battery", fromS: 30 }] },
      },
      away: {
        who: { kind: "stations", stationIds: ["SIM_S002"] },
        sensors: { link: { outages: [{ fromS: 50, toS: 170, keptS: 5 }] } },
      },
      blink: {
        who: { kind: "stations", stationIds: ["SIM_S003"] },
        sensors: { link: { outages: [{ fromS: 50, toS: 100 }] } },
      },
    },
    expect: { confirmed: 0 },
  }),
  "connections.test.ts",
);
const START_MS = Date.UTC(2026, 0, 5);
const PLAN = planOf(SCENARIO, { seed: 1, startMs: START_MS });
const WORLD = { mode: "simulation", run: "wills" } as const;

/** Everything that was said on status topics, by station, in its order. */
async function listenTo(ingest: Ingest) {
  const said = new Map<string, string[]>();
  const listener = await connectSensor(ingest.mqttUrl);
  listener.on("message", (topic, payload) => {
    const station = topic.split("/").slice(3, 5).join("_");
    said.set(station, [...(said.get(station) ?? []), payload.toString()]);
  });
  await listener.subscribeAsync("eew-simulation/v1/wills/+/+/status", { qos: 1 });
  return { said, close: () => listener.endAsync(true) };
}

const playOver = (ingest: Ingest, connections: ShareOptions["connections"]) =>
  runShare(
    { ...WORLD, ...PLAN, mqttUrl: ingest.mqttUrl, connections, speed: Number.POSITIVE_INFINITY },
    {
      signal: new AbortController().signal,
      ready: () => eventually("all are registered", async () => (await ingest.outcomes("registered")) === 4),
      onState: () => undefined,
    },
  );

test.each([
  ["device"],
  [2],
] as const)("connections: %s; who dies stays offline, who comes back is online again, and the ledger adds up", async (connections) => {
  const ingest = await startIngest();
  const during = await listenTo(ingest);
  const { published, ledger } = await playOver(ingest, connections);
  await eventually("all packets came through", async () => (await ingest.outcomes("accepted")) === published);
  expect(Object.fromEntries(during.said)).toEqual({
    SIM_S001: ["online", "offline"],
    SIM_S002: ["online", "offline", "online", ""],
    SIM_S003: ["online", ""],
    SIM_S004: ["online", ""],
  });
  await during.close();

  const afterwards = await listenTo(ingest);
  await eventually("what is retained is here", () => afterwards.said.size > 0);
  expect(Object.fromEntries(afterwards.said)).toEqual({ SIM_S001: ["offline"] });
  await eventually("the edge tells it", () =>
    ingest.news.some(({ stations }) =>
      stations.some(({ stationId, connection }) => stationId === "SIM_S001" && connection === "offline"),
    ),
  );
  await afterwards.close();
  await ingest.close();
  const { made, sent, lost, dead, waiting } = ledger;
  expect(sent + lost + dead + waiting).toBe(made);
  expect(dead).toBeGreaterThan(DURATION_S - 31);
  expect(lost).toBeGreaterThan(100);
});
