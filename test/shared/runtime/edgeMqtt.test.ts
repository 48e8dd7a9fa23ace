// The edge as the client of a broker that comes, goes and refuses; here the broker is one in this process.
import { createServer } from "node:net";
import { Aedes } from "aedes";
import { connectAsync } from "mqtt";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { connectEdge, type Edge, type EdgeMessage, type EdgeOptions } from "../../../shared/runtime/edge.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { eventually } from "../../poll.ts";

const edges: Edge[] = [];
afterEach(async () => {
  for (const edge of edges.splice(0).reverse()) await edge.close();
});

/** As against a broker without MQTT 5 and shared subscriptions. */
async function open(url: string, options: Partial<EdgeOptions> = {}) {
  const messages: EdgeMessage[] = [];
  const edge = await connectEdge(url, {
    clock: systemClock,
    log: openLog({ level: "fatal", service: "test" }),
    instance: "ingest@test host",
    group: "",
    filters: ["a/#"],
    retainedFilters: [],
    protocol: "3.1.1",
    username: "",
    password: "",
    onMessage: (message) => messages.push(message),
    ...options,
  });
  edges.push(edge);
  return { edge, messages };
}

async function publish(url: string, topic: string, text: string): Promise<void> {
  const client = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0 });
  await client.publishAsync(topic, text, { qos: 1 });
  await client.endAsync();
}

const broker = (url = "embedded://127.0.0.1:0", options: Partial<EdgeOptions> = {}) =>
  open(url, { filters: ["nothing"], ...options });

test("it is ready once it is subscribed, and then hears", async () => {
  const { edge: embedded } = await broker();
  const { edge, messages } = await open(embedded.url);
  expect(edge.notReady()).toContain("not connected yet");
  await eventually("ready", () => edge.notReady() === undefined);
  await publish(embedded.url, "a/1", "hello");
  await eventually("heard", () => messages.length === 1);
});

test("a broker that is not there yet, and goes away, is waited for; the subscription is there again with it", async () => {
  const { edge: first } = await broker();
  await first.close();
  const { edge, messages } = await open(first.url);
  await eventually("it tried", () => /refused/i.test(edge.notReady() ?? ""));
  const again = first.url.replace("mqtt:", "embedded:");
  for (const word of ["one", "two"]) {
    const { edge: embedded } = await broker(again);
    await eventually("ready", () => edge.notReady() === undefined);
    await publish(embedded.url, "a/1", word);
    await eventually("heard", () => Buffer.from(messages.at(-1)?.payload ?? []).toString() === word);
    await embedded.close();
    await eventually("it noticed", () => edge.notReady() !== undefined);
  }
});

test("credentials come from the URL, escaped or not, and are shown nowhere", async () => {
  const { edge: embedded } = await broker("embedded://edge:s%2Fcret@127.0.0.1:0");
  const { edge } = await open(embedded.url.replace("//", "//edge:s%2Fcret@"));
  await eventually("ready", () => edge.notReady() === undefined);
  expect(edge.url).not.toContain("cret");
  const { edge: stranger } = await open(embedded.url.replace("//", "//edge:wrong@"));
  await eventually("it says why", () => /username or password/i.test(stranger.notReady() ?? ""));
  expect(stranger.notReady()).not.toContain("wrong");
});

test("a refused subscription is not readiness", async () => {
  const aedes = await Aedes.createBroker({ authorizeSubscribe: (_client, _subscription, done) => done(null, null) });
  const server = createServer((socket) => void aedes.handle(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const { edge } = await open(`mqtt://127.0.0.1:${typeof address === "object" ? address?.port : 0}`);
  await eventually("it says so", () => /subscri/i.test(edge.notReady() ?? ""));
  await edge.close();
  await new Promise<void>((resolve) => aedes.close(resolve));
  server.close();
});

test("a broker that does not speak MQTT 5 is told apart from one that is away", async () => {
  const { edge: embedded } = await broker();
  const { edge } = await open(embedded.url, { protocol: "5" });
  await eventually("it says why", () => /protocol version/i.test(edge.notReady() ?? ""));
});
