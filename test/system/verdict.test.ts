// From a version of an event to what agencies say of it afterwards, and to those who were alarmed: all in one process.
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Repository } from "../../services/alarm/repository.ts";
import { addPastEvents } from "../../services/catalogue/repository.ts";
import { events, type SeismicEvent } from "../../shared/contracts/event.ts";
import type { Mode } from "../../shared/contracts/mode.ts";
import { out } from "../../shared/runtime/service.ts";
import { destination } from "../../shared/seismo/geodesy.ts";
import { eventually } from "../poll.ts";
import {
  anEvent,
  aSubscription,
  type Endpoint,
  LOOPBACK,
  ok,
  openEndpoint,
  SECRET,
} from "../services/alarm/fixtures.ts";
import { type EventServer, startEventServer } from "../services/catalogue/harvest/eventServer.ts";
import { Rig } from "./rig.ts";

const { origin, ...same } = anEvent();
/** Where the agency's earthquakes are. */
const HERE = { ...origin, latitudeDeg: 17.5, longitudeDeg: -101.2 };

let agency: EventServer;
let endpoint: Endpoint;
let rig: Rig;
beforeEach(async () => {
  agency = await startEventServer([]);
  endpoint = await openEndpoint(ok);
});
afterEach(async () => {
  let isClosed = false;
  const closed = rig.close().then(() => {
    isClosed = true;
  });
  await passing("it is closed", () => isClosed);
  await closed;
  await agency.close();
  await endpoint.close();
});

async function start(mode: Mode, agencies = agency.url): Promise<void> {
  const env = { CATALOGUE_AGENCIES: agencies, CATALOGUE_CONTEXT_DEADLINE_MS: "30000", ALARM_ALLOW_PRIVATE: LOOPBACK };
  rig = new Rig(1, { ...env, ALARM_HEARTBEAT_S: "0" });
  const { database, clock } = rig;
  const near = aSubscription({ ...destination(HERE, 0, 60), url: endpoint.url, modes: [mode] });
  await new Repository({ database, clock }).insert(near);
  for (const name of ["gateway", "alarm", "catalogue"]) await rig.start(name);
}

async function publish(event: Partial<SeismicEvent>): Promise<void> {
  const stamps = { received: rig.clock.nowMs() };
  const envelope = { id: String(event.version), source: "test", timeMs: rig.clock.nowMs(), stamps };
  await rig.bus.publish(out(events, { ...same, origin: HERE, ...event }), envelope);
}

const messages = () => endpoint.received.map((one) => ({ ...one, message: JSON.parse(one.body) }));
const verdicts = () => messages().filter(({ message }) => message.type === "event.verdict");

/** Time passes until it is so. */
const passing = (what: string, ask: () => boolean | Promise<boolean>) =>
  eventually(what, async () => {
    await rig.clock.move(1000);
    return ask();
  });

/** An alarm and its end, told. */
async function alarmed(event: Partial<SeismicEvent>): Promise<void> {
  await publish({ ...event, version: 1 });
  await passing("the alarm came", () => messages().length > 0);
  await publish({ ...event, version: 2, status: "final" });
  await passing("its end came", () => messages().length > 1);
}

const shown = async () => {
  const { events: listed } = (await rig.ask("/api/events")) as { events: { eventId: string }[] };
  return listed[0];
};

test("a live event that an agency lists a minute later is true, and who was alarmed hears it, signed", {
  timeout: 30_000,
}, async () => {
  await start("live");
  await alarmed({ eventId: "live-a" });
  agency.quakes.push({ id: "q1", timeMs: origin.timeMs + 1500, magnitude: 6.3, updatedMs: origin.timeMs });
  await passing("the verdict came", () => verdicts().length > 0);
  const [told] = verdicts();
  const { "webhook-id": id = "", "webhook-timestamp": at = "", "webhook-signature": signature } = told?.headers ?? {};
  expect(signature).toBe(new Webhook(SECRET).sign(id, new Date(Number(at) * 1000), told?.body ?? ""));
  expect(told?.message.data).toMatchObject({
    ...{ mode: "live", eventId: "live-a", version: 2, verdict: "true", revision: 1 },
    ...{ agency: { source: "127.0.0.1", id: "q1", magnitude: 6.3 }, said: { status: "final", magnitude: 6.5 } },
    differences: { distanceKm: 0, timeS: 1.5, magnitude: -0.2 },
  });
  expect(agency.asked.length).toBeGreaterThan(0);
  expect(await shown()).toMatchObject({
    eventId: "live-a",
    verdict: { value: "true" },
    context: { agency: { id: "q1" } },
  });
  await rig.clock.move(600_000);
  expect(verdicts()).toHaveLength(1);
});

test("while the agency is down there is no verdict", { timeout: 30_000 }, async () => {
  await start("live", "http://127.0.0.1:9");
  await alarmed({ eventId: "live-b" });
  const failures = () => rig.said().filter((line) => line === "warn an agency did not answer").length;
  await passing("it was asked, and again", () => failures() > 1);
  const { query } = await rig.database();
  expect(await query.selectFrom("event_verdict").select(["verdict", "decided_ms"]).execute()).toEqual([
    { verdict: "pending", decided_ms: null },
  ]);
  expect([verdicts(), await shown()]).toMatchObject([[], { verdict: null }]);
});

test("a simulation of an earthquake of the catalogue is judged by it at its end, and says what it is", {
  timeout: 30_000,
}, async () => {
  await start("simulation", "");
  const past = { source: "SSN", id: "old", time_ms: origin.timeMs + 900, latitude_deg: 17.9, longitude_deg: -101.2 };
  await addPastEvents(await rig.database(), [
    { ...past, depth_km: 20, magnitude: 6.4, magnitude_type: "Mw", place: "Guerrero", updated_ms: 0 },
  ]);
  await alarmed({ mode: "simulation", run: "monday", eventId: "simulation:monday/1" });
  await passing("the verdict came", () => verdicts().length > 0);
  expect(verdicts()[0]?.message.data).toMatchObject({
    ...{ mode: "simulation", run: "monday", verdict: "true", agency: { source: "SSN", id: "old" } },
    headline: "SIMULATION: Afterwards, on 2026-01-01 00:00 UTC: an earthquake, as we said.",
    reason: expect.stringMatching(/^SIMULATION: SSN lists it as M 6.4/),
  });
  expect(await shown()).toMatchObject({ verdict: { value: "true" } });
  expect(agency.asked).toEqual([]);
});
