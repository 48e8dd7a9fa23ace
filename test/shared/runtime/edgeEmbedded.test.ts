// The broker in this process: where it listens, whom it lets in, and what it survives.
import { connect as connectSocket } from "node:net";
import { connectAsync } from "mqtt";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { connectEdge, type Edge, type EdgeMessage } from "../../../shared/runtime/edge.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { eventually } from "../../poll.ts";

const edges: Edge[] = [];
afterEach(async () => {
  for (const edge of edges.splice(0)) await edge.close();
});

async function open(url: string, credentials = { username: "", password: "" }) {
  const messages: EdgeMessage[] = [];
  const edge = await connectEdge(url, {
    clock: systemClock,
    log: openLog({ level: "fatal", service: "test" }),
    instance: "test",
    group: "ingest",
    filters: ["a/#", "b/+/c"],
    retainedFilters: ["a/+/meta"],
    protocol: "5",
    ...credentials,
    onMessage: (message) => messages.push(message),
  });
  edges.push(edge);
  return { edge, messages };
}

const connect = (url: string, options = {}) =>
  connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, ...options }, false);

test("port 0 takes any free port and says which; each message that matches comes once", async () => {
  const { edge, messages } = await open("embedded://127.0.0.1:0");
  expect(edge.url).toMatch(/^mqtt:\/\/127\.0\.0\.1:[1-9]\d+$/);
  expect(edge.notReady()).toBeUndefined();
  const client = await connect(edge.url);
  for (const topic of ["a/1/meta", "other", "b/x/c", "b/x/d", "a"]) {
    await client.publishAsync(topic, topic, { qos: 1, retain: topic.endsWith("meta") });
  }
  await client.endAsync();
  expect(messages.map(({ topic }) => topic)).toEqual(["a/1/meta", "b/x/c", "a"]);
  expect(Buffer.from(messages[0]?.payload ?? []).toString()).toBe("a/1/meta");
});

test("bytes that are no MQTT cost only the connection they came on", async () => {
  const { edge, messages } = await open("embedded://127.0.0.1:0");
  const good = await connect(edge.url);
  for (const bytes of ["GET / HTTP/1.1\r\n\r\n", "\x10\xff\xff\xff\xff\xff", "\x00".repeat(100)]) {
    const socket = connectSocket(Number(new URL(edge.url).port), "127.0.0.1");
    socket.on("error", () => undefined);
    await new Promise<void>((resolve) => socket.end(bytes, "latin1", resolve));
  }
  await good.publishAsync("a/1", "still here", { qos: 1 });
  await good.endAsync();
  await eventually("the good message is there", () => messages.length === 1);
});

test("clients need the URL's credentials", async () => {
  const { edge } = await open("embedded://sensor:s%2Fcret@127.0.0.1:0");
  await expect(connect(edge.url)).rejects.toThrow(/username or password/i);
  await expect(connect(edge.url, { username: "sensor", password: "wrong" })).rejects.toThrow(/username or password/i);
  const good = await connect(edge.url, { username: "sensor", password: "s/cret" });
  await good.endAsync();
  expect(edge.url).not.toContain("cret");
});

test("without credentials it refuses to be reached from outside", async () => {
  await expect(open("embedded://0.0.0.0:0")).rejects.toThrow('got host "0.0.0.0" without credentials');
  await open("embedded://0.0.0.0:0", { username: "sensor", password: "from the settings" });
});

test("a taken port is named, with what to do", async () => {
  const { edge } = await open("embedded://127.0.0.1:0");
  await expect(open(edge.url.replace("mqtt:", "embedded:"))).rejects.toThrow(
    /cannot listen on 127\.0\.0\.1:\d+.*port 0/,
  );
});

test.each(["http://127.0.0.1", "", "mqtt//broker"])("%j is no edge", async (url) => {
  await expect(open(url)).rejects.toThrow("want embedded://, mqtt:// or mqtts://");
});

test("a wrong URL is quoted without its password", async () => {
  await expect(open("tcp://me:secret@host")).rejects.toThrow('got "tcp://…@host"');
});

test("after close nothing listens there", async () => {
  const { edge } = await open("embedded://127.0.0.1:0");
  const client = await connect(edge.url);
  client.on("error", () => undefined);
  await edge.close();
  await expect(connect(edge.url)).rejects.toThrow();
  await client.endAsync(true);
  expect(edge.notReady()).toContain("closed");
});
