// The replay command over a made-up earthquake: the whole system in one process, real MQTT, a verified webhook at the end.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type MadeFolder, makeRecording } from "./recordingFolder.ts";

const KEYS = [
  "type",
  "eventId",
  "version",
  "mode",
  "verified",
  "magnitude",
  "latitudeDeg",
  "longitudeDeg",
  "secondsAfterFirstP",
  "secondsLeft",
  "delayMs",
];
const simulators = join(import.meta.dirname, "../../simulators");
const running: ChildProcess[] = [];
let made: MadeFolder;

beforeAll(() => {
  made = makeRecording();
});
afterAll(() => made.remove());
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

function run(command: string, args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  const flags = ["--disable-warning=ExperimentalWarning", join(simulators, command)];
  const child = spawn(process.execPath, [...flags, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  let [out, err] = ["", ""];
  child.stdout.on("data", (part) => {
    out += part;
  });
  child.stderr.on("data", (part) => {
    err += part;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

test("a recorded earthquake ends in verified webhooks, and the summary says how good they were", async () => {
  const { code, out, err } = await run("replay.ts", [
    "--event",
    made.folder,
    "--speed",
    "max",
    "--json",
    "--preliminary",
    "--run",
    "t-1",
  ]);
  expect(code, err).toBe(0);
  const lines = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const { summary } = lines.pop();
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(Object.keys(line).slice(0, KEYS.length)).toEqual(KEYS);
    expect(line).toMatchObject({ mode: "replay", verified: true });
  }
  const [first] = lines;
  expect(first.type).toBe("alarm.issued");
  expect(first.locationErrorKm).toBeLessThan(30);
  expect(first.secondsAfterFirstP).toBeGreaterThan(0);
  expect(summary).toMatchObject({ run: "t-1", speed: "max", packets: 12 * 130, stations: 12, webhooks: lines.length });
  expect(summary.verified).toBe(lines.length);
  expect(summary.firstAlertSecondsAfterFirstP).toBe(first.secondsAfterFirstP);
  expect(err).toContain("PB.B916 skipped");
}, 90_000);

test.each([
  ["replay.ts", [], "--event: got nothing"],
  ["replay.ts", ["--event", "no-such-event"], "no stations.json"],
  ["replay.ts", ["--event", ".", "--speed", "0"], "--event"],
  ["replay.ts", ["--evnt", "x"], "--evnt"],
  ["replay.ts", ["--stored", "live-1"], "--api: got nothing, want the gateway's URL to go with --stored"],
  ["replay.ts", ["--stored", "live-1", "--event", "x"], "--event and --stored: give one of them"],
  ["fleet.ts", ["--mode", "live"], '--mode: got "live", want drill, simulation'],
  ["fleet.ts", ["--center", "19.43"], "--center"],
  ["listen.ts", ["--subscribe", "http://127.0.0.1:1"], "--place: got nothing"],
  ["listen.ts", ["--secret", "abc"], "--secret: want whsec_"],
])("%s %j: exit code 2, what was wrong, and the usage", async (command, args, reason) => {
  const { code, out, err } = await run(command, args);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toContain(reason);
  expect(err).toContain("npm run ");
});

test.each(["replay.ts", "fleet.ts", "listen.ts"])("%s --help explains itself with an example", async (command) => {
  const { code, out } = await run(command, ["--help"]);
  expect(code).toBe(0);
  expect(out).toMatch(/Examples?\n {2}npm run/);
});

test("a system that is not there is named, with exit code 1", async () => {
  const nowhere = ["--mqtt", "mqtt://127.0.0.1:1", "--api", "http://127.0.0.1:1"];
  const { code, err } = await run("replay.ts", ["--event", made.folder, ...nowhere]);
  expect(code).toBe(1);
  expect(err).toContain("no MQTT broker at mqtt://127.0.0.1:1");
});
