// docs/asyncapi.json is what the running services say of their messages; golden and sent messages are as it says.
import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { announce, idle } from "../../services/alarm/mqtt/announce.ts";
import { alarmChannels } from "../../services/alarm/mqtt/channels.ts";
import { OWN_FILTERS, STATUS_TOPIC } from "../../services/alarm/mqtt/topics.ts";
import { AlertBoard } from "../../services/gateway/alertBoard.ts";
import { gatewayChannels } from "../../services/gateway/channels.ts";
import { WatchedStation } from "../../services/gateway/waveform/watchedStation.ts";
import { ingestChannels } from "../../services/ingest/channels.ts";
import { stationOfMeta } from "../../services/ingest/meta.ts";
import { addressOf, FILTERS } from "../../services/ingest/topicMap.ts";
import { BULLETIN_KINDS } from "../../shared/contracts/bulletin.ts";
import { MODES } from "../../shared/contracts/mode.ts";
import { routes } from "../../shared/contracts/topics.ts";
import { asyncapiOf } from "../../shared/runtime/asyncapi.ts";
import { IPE } from "../../shared/seismo/shakingModel.ts";
import { aBulletin, FAR, HOME } from "../services/alarm/mqtt/fixtures.ts";
import { aSensor, packetOf } from "../services/gateway/waveform/sensor.ts";
import { type Interface, openInterface } from "./interface.ts";
import { printed } from "./printed.ts";

const ALL = [...ingestChannels, ...alarmChannels, ...gatewayChannels];
// biome-ignore lint/suspicious/noExplicitAny: a document looked into by its own paths
const document: any = JSON.parse(JSON.stringify(asyncapiOf(ALL)));
const ajv = new Ajv({ strict: false, validateFormats: false });

let system: Interface;
beforeAll(async () => {
  system = await openInterface();
}, 30_000);
afterAll(() => system?.close());

test("docs/asyncapi.json is what the services say of themselves", async () => {
  await expect(`${printed(document)}\n`).toMatchFileSnapshot("../../docs/asyncapi.json");
});

test("every process serves the bus and its own channels, open to everybody", async () => {
  const { status, body } = await system.call("GET", "/v1/asyncapi.json", { token: "" });
  expect(status).toBe(200);
  // That process runs no edge.
  expect(body).toEqual(JSON.parse(JSON.stringify(asyncapiOf([...gatewayChannels, ...alarmChannels]))));
});

test("it is a document of AsyncAPI 3.0, and its references lead somewhere", () => {
  const schema = JSON.parse(readFileSync("node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json", "utf8"));
  const validate = ajv.compile(schema);
  expect(validate(document) ? [] : validate.errors).toEqual([]);
  for (const [, name] of JSON.stringify(document).matchAll(/"#\/channels\/(\w+)"/g)) {
    expect(Object.keys(document.channels)).toContain(name);
  }
});

test("who sends and who listens is as the routing table says", () => {
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const operations: any[] = Object.values(document.operations);
  for (const { topic, from, to, toEach } of routes) {
    const own = operations.filter(({ channel }) => document.channels[channel.$ref.slice(11)].address === topic.name);
    const by = (action: string) => own.filter((each) => each.action === action).map(({ tags: [tag] }) => tag.name);
    expect(by("send"), topic.name).toEqual([...from]);
    expect(new Set(by("receive")), topic.name).toEqual(new Set([...to, ...toEach]));
  }
});

function check(id: string, message: string): ValidateFunction {
  return ajv.compile(document.channels[id].messages[message].payload);
}

function faults(validate: ValidateFunction, value: unknown): unknown {
  return validate(value) ? [] : validate.errors;
}

const JSON_TOPICS = Object.entries<{ address: string }>(document.channels).filter(([, { address }]) =>
  routes.some(({ topic }) => topic.name === address && topic.schema !== undefined),
);

test.each(JSON_TOPICS)("%s: the golden message is as the document says, an empty one is not", (id, { address }) => {
  const golden = JSON.parse(readFileSync(`test/shared/contracts/golden/${address}.json`, "utf8"));
  expect(faults(check(id, "message"), golden)).toEqual([]);
  expect(faults(check(id, "message"), {})).not.toEqual([]);
});

/** A topic with something in every brace. */
function filled(id: string): string {
  const { address, parameters = {} } = document.channels[id];
  return address.replaceAll(/\{(\w+)\}/g, (_: string, name: string) => parameters[name].enum?.[0] ?? EXAMPLES[name]);
}
const EXAMPLES: Readonly<Record<string, string>> = {
  ...{ owner: "unam", network: "XX", station: "ROOF", user: "ibm", device: "A8032A4DD5F0", event: "status" },
  ...{ receivedMs: "1518824379000", place: "home" },
};
const KINDS: Readonly<Record<string, string>> = { sensorMeta: "meta", sensorStatus: "status" };

test.each(ingestChannels.map(({ id }) => [id]))("the edge understands the topic of %s", (id) => {
  const payload = Buffer.from(JSON.stringify({ device_id: "A8032A4DD5F0" }));
  expect(addressOf(filled(id), payload)).toMatchObject({ kind: KINDS[id] ?? "traces" });
});

test("no topic that the edge listens to is left out", () => {
  const topics = ingestChannels.map(({ id }) => filled(id));
  const roots = MODES.flatMap((mode) => (mode === "live" ? [] : [`eew-${mode}/v1/x`]));
  for (const filter of FILTERS) {
    const pattern = new RegExp(`^${filter.replaceAll("+", "[^/]+").replace("#", ".*")}$`);
    expect(
      [...topics, ...roots].some((topic) => pattern.test(topic)),
      filter,
    ).toBe(true);
  }
});

test("the example of a sensor's meta message registers a station", () => {
  const { payload } = document.channels.sensorMeta.messages.meta.examples[0];
  expect(faults(check("sensorMeta", "meta"), payload)).toEqual([]);
  const source = { world: { mode: "live", run: "" }, stationId: "XX_ROOF", updatedMs: 1 } as const;
  expect(stationOfMeta(Buffer.from(JSON.stringify(payload)), source)).toMatchObject({ stationId: "XX_ROOF" });
});

describe("what is told over MQTT is as the document says", () => {
  const announcer = { model: IPE, places: [HOME, FAR], minimumIntensity: 4 };
  const told = MODES.flatMap((mode) => [
    ...idle(mode, announcer),
    ...BULLETIN_KINDS.flatMap((kind) => announce(aBulletin({ mode, kind }), announcer)),
  ]);
  const of = (topic: string) =>
    alarmChannels.find(({ address }) => new RegExp(`^${address.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(topic));

  test.each(told.map((message) => [message.topic, message] as const))("%s", (topic, { payload, retain }) => {
    const channel = of(topic);
    expect(channel, topic).toBeDefined();
    const { id = "", isRetained = false, messages = {} } = channel ?? {};
    expect(retain).toBe(isRetained);
    expect(faults(check(id, Object.keys(messages)[0] ?? ""), JSON.parse(payload))).toEqual([]);
  });

  test("all that is retained has a channel that says so", () => {
    for (const filter of [...OWN_FILTERS, STATUS_TOPIC]) {
      expect(of(filter.replaceAll("+", "live"))?.isRetained, filter).toBe(true);
    }
  });
});

test.each(MODES)("a public alert (%s) on the live stream is as the document says, and named by its mode", (mode) => {
  const board = new AlertBoard();
  const [update] = board.push(aBulletin({ mode }), 0);
  expect(faults(check("alertStream", update?.name ?? ""), { nowMs: 0, ...update?.data })).toEqual([]);
  expect(faults(check("alertStream", "snapshot"), { nowMs: 0, ...board.snapshot(0) })).toEqual([]);
});

test("what the stream of a station tells is as the document says", () => {
  const watched = new WatchedStation({ onRatio: 4, warmupRatio: 6 });
  const ground = (tS: number) => Math.sin(20 * tS);
  const sent = [packetOf("XX_A", 0, ground), packetOf("XX_A", 0, ground), packetOf("XX_A", 1, ground)];
  const told = sent.map((packet) => watched.push(packet, aSensor("XX_A")));
  expect(told.map(({ kind }) => kind)).toEqual(["wave", "unused", "wave"]);
  for (const { kind, ...data } of told)
    expect(faults(check("waveformStream", kind), { nowMs: 0, ...data })).toEqual([]);
});
