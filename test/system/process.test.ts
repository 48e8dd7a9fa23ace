// One service process from the outside: starts, says when it is ready, stops cleanly, and names every fault of its settings.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { eventually } from "../poll.ts";
import { freePorts } from "../servers/privateServer.ts";

const ROOT = join(import.meta.dirname, "../..");
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

function start(args: readonly string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "services/main.ts", ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exit = once(child, "exit").then(([code]) => code as number | null);
  return { child, output: () => output, exit };
}

const ALONE = {
  HTTP_PORT: "0",
  DATABASE_URL: "sqlite::memory:",
  INGEST_MQTT_URL: "embedded://127.0.0.1:0",
};

function httpOf(output: string): string {
  return /"http":"(http:[^"]+)"/.exec(output)?.[1] ?? "";
}

test("the whole system in one process becomes ready, and SIGTERM ends it with 0 within ten seconds", async () => {
  const { child, output, exit } = start(["all"], ALONE);
  await eventually("it is ready", async () => (await fetch(`${httpOf(output())}/readyz`)).status === 200, 20_000);
  const lines = output().trim().split("\n");
  for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow();
  child.kill("SIGTERM");
  // Whatever is not done after ten seconds is cut off with 1.
  expect(await exit).toBe(0);
  expect(output()).toContain("stopped");
});

test("a service whose broker is not there is alive, not ready, and says what it waits for", async () => {
  const [port = 0] = await freePorts(1);
  const env = { ...ALONE, HTTP_PORT: String(port), BUS_URL: "amqp://guest:guest@127.0.0.1:9" };
  const { output } = start(["integrator"], env);
  await eventually("it answers", async () => (await fetch(`http://127.0.0.1:${port}/livez`)).status === 200, 20_000);
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.text()).toMatch(/amqp|bus/);
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
