// What an operator does through the gateway: a dead letter is tried again, a drill is started, watched and stopped, and the
// doctor finds what was broken on purpose.
import { afterEach, describe, expect, test } from "vitest";
import { type System, startSystem } from "../../services/system.ts";
import { events } from "../../shared/contracts/event.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import { out } from "../../shared/runtime/service.ts";
import { eventually } from "../poll.ts";
import { anEvent } from "../services/alarm/fixtures.ts";
import { Rig } from "./rig.ts";

const ENVELOPE = { id: "1", source: "test", timeMs: 0, stamps: {} };
const DEAD = "/api/operations/dead-letters";

describe("with a catalogue whose database is away for too long", () => {
  let rig: Rig;
  afterEach(() => rig.close());

  test("the event it gave up is a dead letter, the doctor says so, and when it is retried it is stored", async () => {
    rig = new Rig(1);
    let isDown = true;
    const database = async () => {
      if (isDown) throw new Unavailable("database: connection refused");
      return rig.database();
    };
    await rig.start("gateway");
    await rig.start("catalogue", { database });
    await rig.bus.publish(out(events, anEvent()), ENVELOPE);
    await rig.clock.move(200_000);
    const { deadLetters } = (await rig.ask(DEAD)) as { deadLetters: readonly { deadId: string; reason: string }[] };
    expect(deadLetters).toMatchObject([
      { topic: "event.v1", group: "catalogue", key: anEvent().eventId, canRetry: true },
    ]);
    expect(deadLetters[0]?.reason).toContain("connection refused");
    expect(JSON.stringify(await rig.ask("/api/doctor"))).toContain("1 message was given up");

    isDown = false;
    const at = `${DEAD}/${deadLetters[0]?.deadId}`;
    expect(await rig.ask(`${at}/retry`, "POST")).toEqual({ deadId: deadLetters[0]?.deadId, outcome: "retried" });
    await rig.clock.move(1000);
    await rig.bus.idle();
    const stored = await (await rig.database()).query.selectFrom("event_version").select("event_id").execute();
    expect(stored).toEqual([{ event_id: anEvent().eventId }]);
    expect(await rig.ask(DEAD)).toEqual({ deadLetters: [] });
    expect(await rig.ask(at, "DELETE")).toMatchObject({
      error: { message: expect.stringContaining("no dead letter") },
    });
    const account = await (await rig.database()).query.selectFrom("audit").select("action").execute();
    expect(account).toEqual([{ action: "deadLetter.retried" }]);
  });

  test("the gateway tells which replicas run and what they take, and the doctor which service has none", async () => {
    rig = new Rig(3);
    for (const name of ["gateway", "integrator", "decoder"]) await rig.start(name);
    await rig.clock.move(6000);
    const { members, leader, queues } = (await rig.ask("/api/operations")) as {
      members: readonly { service: string; takes: object }[];
      leader: string;
      queues: readonly { name: string; isThere: boolean }[];
    };
    expect(members.map(({ service, takes }) => [service, takes])).toEqual([
      ["decoder", { "packet.v1": ["p0", "p1", "p2"] }],
      ["gateway", { "packet.v1": [] }],
      ["integrator", { "pick.v1": [""], "motion.v1": [""] }],
    ]);
    expect(leader).toMatch(/^integrator@/);
    const missing = queues.filter(({ isThere }) => !isThere).map(({ name }) => name);
    expect(missing).toContain("event.v1.alarm");
    expect(missing).not.toContain("packet.v1.decoder.p2");
    expect(JSON.stringify(await rig.ask("/api/doctor"))).toContain("no replica of ingest is running");
    await rig.stop("integrator");
    await rig.clock.move(2000);
    expect(await rig.ask("/api/operations")).toMatchObject({ leader: "" });
  });
});

describe("with everything in one process", () => {
  let system: System;
  afterEach(() => system.close());

  async function call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(system.httpUrl + path, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return Object(await response.json());
  }

  test("a drill is started through the interface, its stations come up, and it stops when it is told to", {
    timeout: 60_000,
  }, async () => {
    const [http, mqtt] = [{ HTTP_PORT: "0" }, { INGEST_MQTT_URL: "embedded://127.0.0.1:0" }];
    system = await startSystem({ env: { ...http, ...mqtt, DATABASE_URL: "sqlite::memory:", LOG_FILE: "/dev/null" } });
    const { drillId } = await call("POST", "/api/drills", { scenario: "one-quake", stations: 9 });
    expect(await call("POST", "/api/drills", { scenario: "one-quake" })).toHaveProperty("error");
    const run = String(drillId);
    const stationsUp = async () => {
      const { stations } = await call("GET", `/api/stations?mode=drill&run=${run}`);
      return Array.isArray(stations) && stations.length === 9;
    };
    await eventually("its stations are registered", stationsUp, 40_000);
    const said = async () => JSON.stringify(await call("GET", `/api/drills/${run}`));
    await eventually("its process says what it does", async () => /stations up/.test(await said()), 20_000);
    expect(await call("DELETE", `/api/drills/${run}`)).toMatchObject({ state: "stopped", reason: "" });
    expect(await call("DELETE", `/api/drills/${run}`)).toMatchObject({
      error: { message: `${run} is over already: stopped` },
    });
    // One that runs when the system stops ends with it: `close` waits for its process.
    await call("POST", "/api/drills", { scenario: "one-quake" });
  });
});
