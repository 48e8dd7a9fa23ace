import { afterEach, expect, test } from "vitest";
import { discoveryOf } from "../../../../services/alarm/mqtt/homeAssistant.ts";
import { AlarmOutlet } from "../../../../services/alarm/mqtt/outlet.ts";
import { OWN_FILTERS, STATUS_TOPIC } from "../../../../services/alarm/mqtt/topics.ts";
import { createMetrics } from "../../../../shared/runtime/metrics.ts";
import { connectMqttOutlet } from "../../../../shared/runtime/mqttOutlet.ts";
import { IPE } from "../../../../shared/seismo/shakingModel.ts";
import { eventually } from "../../../poll.ts";
import { fastClock, quiet as log } from "../fixtures.ts";
import { aBulletin, type Heard, HOME, listenTo, openBroker } from "./fixtures.ts";

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function outletAt(url: string): Promise<AlarmOutlet> {
  const announcer = { model: IPE, places: [HOME], minimumIntensity: 4 };
  const metrics = createMetrics();
  const outlet = new AlarmOutlet({
    clock: fastClock,
    announcer,
    discovery: discoveryOf([HOME], "homeassistant"),
    connect: (introduction) =>
      connectMqttOutlet(new URL(url), {
        ...{ clock: fastClock, log, metrics, instance: "alarm@test", introduction, username: "", password: "" },
        ...{ statusTopic: STATUS_TOPIC, ownFilters: OWN_FILTERS, protocol: "3.1.1" },
      }),
  });
  open.push(outlet);
  await eventually("the outlet is connected", () => outlet.notReady() === undefined);
  return outlet;
}

async function broker() {
  const made = await openBroker();
  open.push(made);
  return made;
}

async function listen(url: string): Promise<Heard[]> {
  const { heard, client } = await listenTo(url);
  open.push({ close: () => client.endAsync(true) });
  // What is retained may come after the first news.
  await eventually("the retained state is there", () => stateOf(heard) !== undefined);
  return heard;
}

const STATE = "eew-alarm/v1/live/state";
const stateOf = (heard: readonly Heard[], topic = STATE): unknown => {
  const last = heard.findLast((each) => each.topic === topic);
  return last === undefined ? undefined : JSON.parse(last.text).state;
};
const lastOf = (heard: readonly Heard[], topic: string) => heard.findLast((each) => each.topic === topic)?.text;

test("who comes later finds what holds: online, idle, and Home Assistant's entities", async () => {
  const { url } = await broker();
  await outletAt(url);
  const heard = await listen(url);
  await eventually("it is idle", () => stateOf(heard) === "idle");
  await eventually("entities are there", () => heard.filter(({ topic }) => topic.endsWith("/config")).length === 5);
  expect(lastOf(heard, STATUS_TOPIC)).toBe("online");
});

test("an alarm, its update and its end are told in order; a repeat or an older version is not", async () => {
  const { url } = await broker();
  const outlet = await outletAt(url);
  const heard = await listen(url);
  await outlet.tell(aBulletin());
  await outlet.tell(aBulletin({ version: 2, kind: "updated" }));
  await outlet.tell(aBulletin({ version: 2, kind: "updated" }));
  await outlet.tell(aBulletin({ version: 1 }));
  await outlet.tell(aBulletin({ version: 3, kind: "cancelled", status: "cancelled" }));
  await eventually("it is withdrawn", () => stateOf(heard) === "cancelled");
  const versions = heard
    .filter(({ topic }) => topic.endsWith("live/bulletins"))
    .map(({ text }) => JSON.parse(text).version);
  expect(versions).toEqual([1, 2, 3]);
});

test("an alarm that expires is taken back by itself", async () => {
  const { url } = await broker();
  const outlet = await outletAt(url);
  const heard = await listen(url);
  await outlet.tell(aBulletin());
  await eventually("it is told", () => stateOf(heard) === "alarm");
  await eventually("it is idle again", () => stateOf(heard) === "idle", 10_000);
  expect(lastOf(heard, "eew-alarm/v1/live/places/home/state")).toContain("OFF");
});

test("the end of one earthquake does not end the alarm of another", async () => {
  const { url } = await broker();
  const outlet = await outletAt(url);
  const heard = await listen(url);
  await outlet.tell(aBulletin());
  await outlet.tell(aBulletin({ eventId: "other" }));
  await outlet.tell(aBulletin({ eventId: "other", version: 2, kind: "cancelled" }));
  await eventually("the second is withdrawn and the first told again", () => {
    const states = heard.filter(({ topic }) => topic === STATE).map(({ text }) => JSON.parse(text).state);
    return states.includes("cancelled") && states.at(-1) === "alarm";
  });
});

test("a drill beside it leaves the live state alone", async () => {
  const { url } = await broker();
  const outlet = await outletAt(url);
  const heard = await listen(url);
  await outlet.tell(aBulletin({ mode: "drill", run: "d", eventId: "drill-1" }));
  await eventually("the drill is told", () => stateOf(heard, "eew-alarm/v1/drill/state") === "alarm");
  expect(stateOf(heard)).toBe("idle");
});

test("a replica that joins while an alarm holds does not say that nothing is going on", async () => {
  const { url } = await broker();
  const outlet = await outletAt(url);
  const nowMs = Date.now();
  await outlet.tell(aBulletin({ sentMs: nowMs, expiresMs: nowMs + 100_000 }));
  await outletAt(url);
  const heard = await listen(url);
  expect(stateOf(heard)).toBe("alarm");
});

test("a replica that dies does not make the others look dead", async () => {
  const { url } = await broker();
  await outletAt(url);
  const doomed = await outletAt(url);
  const heard = await listen(url);
  await doomed.close();
  await eventually("its goodbye was heard and contradicted", () => {
    const words = heard.filter(({ topic }) => topic === STATUS_TOPIC).map(({ text }) => text);
    return words.includes("offline") && words.at(-1) === "online";
  });
});

test("a broker that comes back empty is told again what holds", async () => {
  const first = await openBroker();
  const port = Number(new URL(first.url).port);
  const outlet = await outletAt(first.url);
  const nowMs = Date.now();
  await outlet.tell(aBulletin({ sentMs: nowMs, expiresMs: nowMs + 1_000_000 }));
  await first.close();
  await eventually("the outlet has noticed", () => outlet.notReady() !== undefined);
  await outlet.tell(aBulletin({ version: 2, kind: "updated", sentMs: nowMs, expiresMs: nowMs + 1_000_000 }));
  const second = await openBroker(port);
  open.push(second);
  const heard = await listen(second.url);
  await eventually("version 2 is retained there", () => lastOf(heard, STATE)?.includes('"version":2') === true, 20_000);
});
