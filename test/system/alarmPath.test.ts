// Heartbeats through the whole alarm path: they prove that each hop works, tell how old the last one is, and leave no trace.
import { afterEach, expect, test } from "vitest";
import { packets } from "../../shared/contracts/packet.ts";
import { Rig } from "./rig.ts";

const PATH = ["gateway", "alarm", "integrator", "decoder", "ingest"];
const HOPS = ["mqtt ingest", "packet.v1 decoder", "pick.v1 integrator", "event.v1 alarm", "alert.v2 alarm"];
const AGE = "eew_alarm_path_heartbeat_age_seconds";
const DOWN = "eew_alarm_path_down";
const TROUBLE = "warn alarm path down: no heartbeat comes through";
const RELIEF = "info alarm path is back";

let rig: Rig;
afterEach(() => rig.close());

async function startPath(partitions: number, env: Readonly<Record<string, string>> = {}): Promise<void> {
  rig = new Rig(partitions, env);
  for (const name of PATH) await rig.start(name);
}

const measured = () => Promise.all([rig.metrics.valueOf(AGE), rig.metrics.valueOf(DOWN)]);
const pathSeen = async () => (await rig.ask("/api/status")) as { alarmPath: object | null };
const toldOfPath = () => rig.said().filter((line) => line === TROUBLE || line === RELIEF);

test("every 10 s a heartbeat comes through broker, decoder, integrator and alarm, in each partition", async () => {
  await startPath(3);
  await rig.clock.move(1000);
  for (let second = 0; second < 39; second += 1) {
    await rig.clock.move(1000);
    const [ageS, isDown] = await measured();
    expect(ageS).toBeLessThan(15);
    expect(isDown).toBe(0);
  }
  for (const hop of HOPS) {
    const count = /_count\{hop="([^"]+)"\} (\d+)/g;
    const counts = new Map([...(await rig.metrics.text()).matchAll(count)].map(([, name, n]) => [name, Number(n)]));
    expect(counts.get(hop), hop).toBe(3 * 5);
  }
  const { alarmPath } = await pathSeen();
  expect(alarmPath).toMatchObject({ isDown: false, overdue: [], tookMs: expect.any(Number) });
  expect(alarmPath).toHaveProperty(
    "hops",
    HOPS.map((hop) => ({ topic: hop.split(" ")[0], service: hop.split(" ")[1], tookMs: expect.any(Number) })),
  );
  expect(toldOfPath()).toEqual([]);
});

test("no heartbeat makes a station, a pick, an event, an alert or a dead letter", async () => {
  await startPath(2);
  await rig.clock.move(60_000);
  expect(await rig.metrics.valueOf("eew_alarm_path_heartbeat_seconds")).toBeGreaterThan(0);
  expect(await rig.ask("/api/stations")).toMatchObject({ total: 0, stations: [] });
  expect(await rig.ask("/api/events")).toMatchObject({ events: [] });
  expect(await rig.bus.deadLetters(10)).toEqual([]);
  const text = await rig.metrics.text();
  expect(text).not.toMatch(/^eew_(picks|events|versions|packets|alarm_decisions|deliveries|webhook_attempts)_total/m);
  expect(text).not.toMatch(/^eew_messages_(handled|published)_total\{.*topic="(packet|pick|event|alert)/m);
  const { query } = await rig.database();
  for (const table of ["event_version", "delivery"] as const) {
    expect(await query.selectFrom(table).selectAll().execute(), table).toEqual([]);
  }
});

test("without an integrator the last heartbeat grows old and the operator is told, once; with one it is well again", async () => {
  await startPath(2);
  await rig.clock.move(12_000);
  await rig.stop("integrator");
  await rig.clock.move(30_000);
  const [ageS, isDown] = await measured();
  expect(ageS).toBeGreaterThan(30);
  expect(isDown).toBe(1);
  expect(await pathSeen()).toMatchObject({ alarmPath: { isDown: true, overdue: ["p0", "p1"] } });
  expect(toldOfPath()).toEqual([TROUBLE]);
  await rig.start("integrator");
  await rig.clock.move(11_000);
  expect((await measured())[1]).toBe(0);
  expect(await pathSeen()).toMatchObject({ alarmPath: { isDown: false, overdue: [] } });
  expect(toldOfPath()).toEqual([TROUBLE, RELIEF]);
});

test("after a long outage the old heartbeats end at the integrator, and do not stand before news", async () => {
  await startPath(1);
  await rig.stop("integrator");
  await rig.clock.move(600_000);
  await rig.start("integrator");
  await rig.clock.move(1000);
  const labels = { topic: "pick.v1", service: "integrator" };
  expect(await rig.metrics.valueOf("eew_alarm_path_stale_total", labels)).toBeGreaterThan(50);
  expect((await measured())[0]).toBeLessThan(15);
});

test("an alarm service that has heard nothing yet says nothing, neither that all is well nor that it is not", async () => {
  rig = new Rig(1);
  await rig.start("alarm");
  await rig.clock.move(14_000);
  expect(await rig.metrics.text()).not.toContain("eew_alarm_path");
  await rig.clock.move(2000);
  expect(await measured()).toEqual([16, 1]);
  expect(toldOfPath()).toEqual([TROUBLE]);
});

test("a partition that no decoder takes is missing, although the others are well", async () => {
  rig = new Rig(3);
  for (const name of PATH) await rig.start(name, name === "decoder" ? { partitions: 2 } : {});
  await rig.clock.move(30_000);
  expect((await measured())[1]).toBe(1);
  expect(await pathSeen()).toMatchObject({ alarmPath: { isDown: true, overdue: ["p2"] } });
});

test("a heartbeat waits behind what came before it: a decoder that hangs is a path that is down", async () => {
  rig = new Rig(1);
  for (const name of PATH.filter((name) => name !== "decoder")) await rig.start(name);
  const subscription = { topic: packets.name, group: "decoder", key: "p0", prefetch: 20, each: false } as const;
  const ended = Promise.withResolvers<void>();
  const hanging = await rig.bus.subscribe({ ...subscription, order: "perKey", queue: "lossy" }, async () => {
    await ended.promise;
    return { kind: "done" };
  });
  const envelope = { id: "1", source: "test", timeMs: 0, stamps: {} };
  await rig.bus.publish({ topic: packets.name, key: "p0", body: new Uint8Array() }, envelope);
  await rig.start("decoder");
  await rig.clock.move(30_000);
  expect((await measured())[1]).toBe(1);
  ended.resolve();
  await hanging.close();
  await rig.clock.move(11_000);
  expect((await measured())[1]).toBe(0);
});

test("where the broker may not be written to, heartbeats begin at ingest", async () => {
  await startPath(1, { INGEST_PULSE_VIA_MQTT: "false" });
  await rig.clock.move(11_000);
  expect((await measured())[1]).toBe(0);
  expect(await pathSeen()).toMatchObject({ alarmPath: { hops: [{ topic: "packet.v1" }, {}, {}, {}] } });
});

test("turned off, none is sent and none is missed", async () => {
  await startPath(1, { PULSE_PERIOD_MS: "0" });
  await rig.clock.move(60_000);
  expect(await pathSeen()).toMatchObject({ alarmPath: null });
  expect(await rig.metrics.text()).not.toContain("eew_alarm_path");
  expect(toldOfPath()).toEqual([]);
});
