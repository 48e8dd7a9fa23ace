// One service process from the outside: starts, says when it is ready, stops cleanly, and names every fault of its settings.
import { getPriority } from "node:os";
import { afterEach, expect, test } from "vitest";
import { eventually } from "../poll.ts";
import { freePorts } from "../servers/privateServer.ts";
import { isReady, type ServiceProcess, spawnService } from "./spawnService.ts";

const started: ServiceProcess[] = [];
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill("SIGKILL");
});

function start(args: readonly string[], env: Readonly<Record<string, string>>): ServiceProcess {
  const service = spawnService(args, env);
  started.push(service);
  return service;
}

const ALONE = {
  HTTP_PORT: "0",
  DATABASE_URL: "sqlite::memory:",
  INGEST_MQTT_URL: "embedded://127.0.0.1:0",
};

test("the whole system in one process becomes ready, and SIGTERM ends it with 0 within ten seconds", async () => {
  const service = start(["all"], ALONE);
  const { child, output, exit } = service;
  await eventually("it is ready", () => isReady(service), 20_000);
  const lines = output().trim().split("\n");
  for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow();
  child.kill("SIGTERM");
  // Whatever is not done after ten seconds is cut off with 1.
  expect(await exit).toBe(0);
  expect(output()).toContain("stopped");
});

test("a service beside the alarm path lets those in it go first", async () => {
  const urls = { BUS_URL: "amqp://127.0.0.1:9", STORE_URL: "redis://127.0.0.1:9" };
  const processes = [start(["decoder"], { ...ALONE, ...urls }), start(["gateway"], { ...ALONE, ...urls })];
  const priorities = () => processes.map(({ child }) => getPriority(child.pid ?? 0));
  const own = getPriority();
  await eventually("the gateway stands back", () => (priorities()[1] ?? 0) >= 10, 20_000);
  expect(priorities()).toEqual([own, Math.max(own, 10)]);
});

test.each([
  ["broker", { BUS_URL: "amqp://guest:guest@127.0.0.1:9" }, /amqp|bus/],
  ["hot state", { STORE_URL: "redis://:guest:guest@127.0.0.1:9" }, /redis|store|starting/],
])("a service whose %s is not there is alive, not ready, and says what it waits for", async (_what, url, words) => {
  const [port = 0] = await freePorts(1);
  const { child, output } = start(["integrator"], { ...ALONE, HTTP_PORT: String(port), ...url });
  await eventually("it answers", async () => (await fetch(`http://127.0.0.1:${port}/livez`)).status === 200, 20_000);
  await eventually("it says what it waits for", async () => {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    return ready.status === 503 && words.test(await ready.text());
  });
  await eventually("it has tried", () => output().includes('"level":40'), 20_000);
  expect(child.exitCode).toBeNull();
  expect(output()).not.toContain("guest:guest");
});

test("all faults of the settings are told at once, by name, and it ends with 2", async () => {
  const { output, exit } = start(["decoder"], { ...ALONE, HTTP_PORT: "many", LOG_LEVEL: "loud", BUS_PARTITIONS: "-1" });
  expect(await exit).toBe(2);
  for (const name of ["HTTP_PORT", "LOG_LEVEL", "BUS_PARTITIONS"]) expect(output()).toContain(name);
});

test("an unknown setting of a service is a fault", async () => {
  const { output, exit } = start(["integrator"], { ...ALONE, INTEGRATOR_STATIONS: "3" });
  expect(await exit).toBe(2);
  expect(output()).toContain("INTEGRATOR_STATIONS: no such setting");
});

test.each([
  [[], "usage"],
  [["decorder"], 'no service "decorder"'],
])("called with %j it says what there is", async (args, words) => {
  const { output, exit } = start(args, ALONE);
  expect(await exit).not.toBe(0);
  expect(output()).toContain(words);
  expect(output()).toContain("integrator");
});
