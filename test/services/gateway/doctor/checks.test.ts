// The doctor: each fault that is planted is found, in each language, and a healthy system has none.
import { expect, test } from "vitest";
import type { Facts } from "../../../../services/gateway/doctor/facts.ts";
import { stationChecks } from "../../../../services/gateway/doctor/stationChecks.ts";
import { systemChecks } from "../../../../services/gateway/doctor/systemChecks.ts";
import { DOCTOR_TEXTS } from "../../../../services/gateway/doctor/text/texts.ts";
import type { QueueView } from "../../../../services/gateway/operations/queueTrends.ts";
import type { StationView } from "../../../../services/gateway/view.ts";
import type { FindingLanguage } from "../../../../shared/contracts/finding.ts";
import type { Member } from "../../../../shared/runtime/members.ts";

const NOW_MS = Date.UTC(2026, 0, 1);
const SERVICES = ["ingest", "decoder", "integrator", "catalogue", "alarm", "gateway"];

function aMember(service: string, over: Partial<Member> = {}): Member {
  const takes: Record<string, string[]> = service === "integrator" ? { "pick.v1": [""] } : {};
  return {
    ...{ instance: `${service}@a-1`, service, version: "1.0.0", host: "a", pid: 1, startedMs: NOW_MS - 600_000 },
    ...{ toldMs: NOW_MS - 1000, takes, published: {}, unregistered: 0 },
    ...over,
  };
}

function aQueue(over: Partial<QueueView> = {}): QueueView {
  return {
    ...{ name: "event.v1.alarm", topic: "event.v1", group: "alarm", key: "", kind: "durable", isThere: true },
    ...{ waiting: 0, consumers: 1, trend: "steady" },
    ...over,
  };
}

function aStation(i: number, health: object = {}, over: Partial<StationView> = {}): StationView {
  return {
    ...{ key: `live/XX_${i}`, world: "live", stationId: `XX_${i}`, name: "", latitudeDeg: 0, longitudeDeg: i },
    ...{ elevationM: 0, sampleRateHz: 100, vs30Mps: null, trust: null },
    ...{ state: "idle", intensity: 1, pgaMps2: 0, lastSeenMs: NOW_MS, connection: null },
    health: {
      ...{ lastSampleMs: NOW_MS, latencyS: 0.3, clockOffsetS: 0.02 * i, fittedRateHz: 100, noiseMps2: 1e-4 },
      ...{ packets: 1, gaps: 0, duplicates: 0, late: 0, malformed: 0, state: "ok", reason: "" },
      ...health,
    },
    ...over,
  };
}

const seen = <T>(value: T, over = {}) => ({ value, seenMs: NOW_MS, fault: "", tookMs: 3, ...over });
const fiveStations = (health: object = {}) => [1, 2, 3, 4, 5].map((i) => aStation(i, health));

function facts(over: Partial<Facts> = {}): Facts {
  return {
    ...{ nowMs: NOW_MS, startedMs: NOW_MS - 600_000, busFault: "", unregisteredPerS: 0, shedShare: 0 },
    services: SERVICES.map((service) => ({ service, ready: true, missing: "", checkedMs: NOW_MS })),
    members: seen(SERVICES.map((service) => aMember(service))),
    queues: seen([aQueue()]),
    alarmPath: { ageMs: 4000, isDown: false, overdue: [], tookMs: 30, p99Ms: 50, hops: [] },
    stations: fiveStations(),
    database: seen({ all: 2, disabled: 0, failing: 0 }),
    disk: { folder: "/data", freeBytes: 5e10, totalBytes: 1e11 },
    ...over,
  };
}

const CHECKS = [...systemChecks, ...stationChecks];
const found = (over: Partial<Facts> = {}, language: FindingLanguage = "en") =>
  CHECKS.flatMap((check) => check(facts(over), DOCTOR_TEXTS[language]));
const wrong = (over: Partial<Facts>) => found(over).filter(({ severity }) => severity !== "ok");

test("of a healthy system everything is well, and it is said what was looked at", () => {
  expect(wrong({})).toEqual([]);
  expect(new Set(found().map(({ check }) => check)).size).toBeGreaterThan(10);
});

const without = (service: string) => SERVICES.filter((name) => name !== service).map((name) => aMember(name));

const PLANTED: readonly (readonly [string, Partial<Facts>, string, string])[] = [
  [
    "a service that is not ready",
    { services: [{ service: "alarm", ready: false, missing: "bus", checkedMs: 0 }] },
    "services",
    "alarm is not ready: bus",
  ],
  ["a service of which none runs", { members: seen(without("decoder")) }, "members", "no replica of decoder"],
  [
    "integrators of which none leads",
    { members: seen([...without("integrator"), aMember("integrator", { takes: { "pick.v1": [] } })]) },
    "members",
    "none of them takes picks",
  ],
  [
    "two versions",
    { members: seen([...without("alarm"), aMember("alarm", { version: "0.9.0" })]) },
    "versions",
    "0.9.0 (alarm@a-1)",
  ],
  [
    "a host whose clock is a minute ahead",
    { members: seen([...without("alarm"), aMember("alarm", { toldMs: NOW_MS + 60_000 })]) },
    "clocks of hosts",
    "alarm@a-1 by -60.0 s",
  ],
  ["a hot state that is gone", { members: seen([], { fault: "redis: refused" }) }, "hot state", "redis: refused"],
  [
    "a bus that is blocked",
    { busFault: "amqp: publishing blocked by the broker: low on memory" },
    "bus",
    "low on memory",
  ],
  [
    "a queue that grows",
    { queues: seen([aQueue({ trend: "growing", waiting: 900 })]) },
    "queues",
    "event.v1.alarm grows: 900",
  ],
  [
    "a queue nobody consumes",
    { queues: seen([aQueue({ consumers: 0, waiting: 12 })]) },
    "queues",
    "holds 12 messages and nobody",
  ],
  [
    "dead letters",
    { queues: seen([aQueue({ kind: "dead", waiting: 2 })]) },
    "dead letters",
    "2 messages were given up",
  ],
  [
    "a database that is gone",
    { database: seen({ all: 0, disabled: 0, failing: 0 }, { fault: "refused", seenMs: 0 }) },
    "database",
    "refused",
  ],
  [
    "a disk that is nearly full",
    { disk: { folder: "/data", freeBytes: 5e8, totalBytes: 1e11 } },
    "disk",
    "0.5 GB of 100.0 GB",
  ],
  [
    "an alarm path that is down",
    { alarmPath: { ageMs: 40_000, isDown: true, overdue: ["p3"], tookMs: 30, p99Ms: 50, hops: [] } },
    "alarm path",
    "for 40 s (partitions p3)",
  ],
  [
    "no subscription",
    { database: seen({ all: 0, disabled: 0, failing: 0 }) },
    "subscriptions",
    "there is no subscription",
  ],
  [
    "subscriptions that fail",
    { database: seen({ all: 3, disabled: 1, failing: 1 }) },
    "subscriptions",
    "1 of 2 subscriptions fail",
  ],
  ["no station", { stations: [] }, "stations", "no station of the live world"],
  [
    "stations that are all silent",
    { stations: fiveStations().map((one) => ({ ...one, state: "silent" })) },
    "stations",
    "5 of 5 stations are silent",
  ],
  [
    "many stations in quarantine",
    { stations: fiveStations({ state: "quarantined", reason: "clock" }) },
    "quarantine",
    "5 of 5 stations are quarantined, most often: clock",
  ],
  ["devices nobody knows", { unregisteredPerS: 4.2 }, "unknown stations", "4.2 messages a second"],
  ["an edge that is overloaded", { shedShare: 0.25 }, "overload", "25 % of the live stations"],
];

test.each(PLANTED)("%s: found, with why it matters and what to do", (_, over, check, what) => {
  const finding = wrong(over).find((one) => one.check === check);
  expect(finding?.what).toContain(what);
  for (const text of [finding?.why, finding?.todo]) expect(text).toMatch(/\w{3}/);
});

/** Beside what is planted above: what is said of things as they may also be. */
const ALSO: readonly Partial<Facts>[] = [
  {},
  { startedMs: NOW_MS - 1000, stations: fiveStations().map((one) => ({ ...one, state: "silent" })) },
  { stations: fiveStations({ clockOffsetS: -7.2 }) },
  { stations: [-9, -2, 0.1, 3, 8, 9, 11].map((clockOffsetS, i) => aStation(i, { clockOffsetS })) },
  {
    members: seen(
      SERVICES.map((service) => aMember(service)),
      { tookMs: 900 },
    ),
  },
  { database: seen({ all: 2, disabled: 2, failing: 0 }, { tookMs: 2000 }) },
  { alarmPath: { ageMs: 4000, isDown: false, overdue: [], tookMs: null, p99Ms: 50, hops: [] } },
];

test("every check has a name and words in Spanish, and none of them is the English one", () => {
  const told = new Map<string, string>();
  for (const over of [...PLANTED.map(([, planted]) => planted), ...ALSO]) {
    const [english, spanish] = [found(over), found(over, "es")];
    const machineWords = ({ check, severity }: (typeof english)[number]) => ({ check, severity });
    expect(spanish.map(machineWords)).toEqual(english.map(machineWords));
    for (const [i, finding] of spanish.entries()) {
      told.set(finding.check, finding.name);
      expect(finding.name).not.toBe(english[i]?.name);
      for (const part of ["what", "why", "todo"] as const) {
        const [inSpanish, inEnglish] = [finding[part], english[i]?.[part]];
        expect(inSpanish === "", `${finding.check}.${part}`).toBe(inEnglish === "");
        if (inSpanish !== "") expect(inSpanish, finding.check).not.toBe(inEnglish);
      }
    }
  }
  expect(new Set(told.values())).toEqual(new Set(Object.values(DOCTOR_TEXTS.es).map(({ name }) => name)));
});

test("when all stations' clocks are off by the same it is the host's that is wrong", () => {
  const [ours] = wrong({ stations: fiveStations({ clockOffsetS: -7.2 }) });
  expect(ours).toMatchObject({ check: "host clock", severity: "fault", what: expect.stringContaining("this host's") });
  const mixed = [-9, -2, 0.1, 3, 8, 9, 11].map((clockOffsetS, i) => aStation(i, { clockOffsetS }));
  expect(wrong({ stations: mixed })[0]).toMatchObject({ check: "host clock", severity: "warning" });
});
