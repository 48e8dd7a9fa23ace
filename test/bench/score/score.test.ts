// The whole tool as a child process, on a folder in which much is broken, and on a real recording.
import { spawn } from "node:child_process";
import { cpSync, readFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { noSharedData, sharedPath } from "../../sharedData.ts";
import { makeRecording } from "../../simulators/recordingFolder.ts";
import { folderOf } from "./made.ts";

const PROJECT = join(import.meta.dirname, "../../..");

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], onText: (child: ReturnType<typeof spawn>) => void = () => undefined) {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "bench/score.ts", ...args], {
    cwd: PROJECT,
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
    onText(child);
  });
  return new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}

/** A made-up earthquake beside copies of its recording that are damaged in one way or another. */
function brokenData(): string {
  const data = folderOf({
    "events/broken/stations.json": "{",
    "events/empty/stations.json": "[]",
    "events/files/readme": "nothing",
    "events/loose.txt": "a file among the folders",
    "noise/openeew_noise_index.json": '{"note": "no windows"}',
    "noise/table.csv": "t,x",
    "noise/still.jsonl.gz": `${JSON.stringify({ sample_rate_hz: 50, x: Array(3000).fill(0.1), y: [], z: [] })}\n{`,
    "picks/none/events.csv": "",
  });
  const made = makeRecording();
  const events = join(data, "events");
  renameSync(made.folder, join(events, "quake"));
  for (const name of ["damaged", "quiet", "unknown"])
    cpSync(join(events, "quake"), join(events, name), { recursive: true });
  const truth = JSON.parse(readFileSync(join(events, "quake/event.json"), "utf8"));
  const other = { ...truth, id: "later", origin_time: "2026-01-01T00:09:00", magnitude: null, depth_km: "deep" };
  writeFileSync(join(events, "damaged/event.json"), JSON.stringify({ events: [{ ...truth, id: "first" }, other] }));
  writeFileSync(join(events, "damaged/waveforms/000.jsonl.gz"), "");
  truncateSync(join(events, "damaged/waveforms/001.jsonl.gz"), 20_000);
  const lines = gunzipSync(readFileSync(join(events, "damaged/waveforms/002.jsonl.gz"))).toString();
  const bad = `${lines}{"cloud_t": 1767225700, "x": [1, 2\n{"cloud_t": 1767225701}\nrubbish\n`;
  writeFileSync(join(events, "damaged/waveforms/002.jsonl.gz"), gzipSync(bad));
  writeFileSync(join(events, "damaged/qc.json"), "[NaN");
  writeFileSync(join(events, "quiet/event.json"), '{"events":[]}');
  writeFileSync(join(events, "unknown/event.json"), '{"origin_time":"one day"}');
  return data;
}

const ERRORS = ["first", "confirmed", "plus5", "plus10", "final"];

test("a folder with much that is broken: the rest is scored, and all that is not is told", async () => {
  const data = brokenData();
  const out = join(data, "score.json");
  const { code, stdout, stderr } = await start(["--data", data, "--json", "--threads", "2", "--out", out]);
  expect(code).toBe(0);
  const score = JSON.parse(stdout);
  expect(JSON.parse(readFileSync(out, "utf8"))).toEqual(score);
  expect(score.events.map(({ id }: { id: string }) => id)).toEqual(["damaged/first", "damaged/later", "quake"]);
  const quake = score.events.at(-1);
  expect(quake).toMatchObject({ magnitude: 6, alerted: true, eventsMade: 1, otherEvents: 0 });
  expect(Object.keys(quake.floorAfterFirstPS)).toEqual(["p2", "p3", "p4"]);
  expect(Object.keys(quake.locationErrorKm)).toEqual(ERRORS);
  expect(Object.keys(quake.magnitudeError)).toEqual(ERRORS);
  expect(Object.keys(quake.warningS)).toEqual(expect.arrayContaining(["km25", "km50", "km100"]));
  expect(quake.firstPreliminaryAfterFirstPS).toBeLessThanOrEqual(quake.firstConfirmedAfterFirstPS);
  expect(score.events[0]).toMatchObject({ alerted: true });
  expect(score.events[1]).toMatchObject({ alerted: false, magnitude: null });
  // The recording that says it holds no earthquake does hold one, so what it rings for is a false alarm.
  expect(score.noise).toMatchObject({ confirmed: 1, hours: expect.any(Number), preliminary: expect.any(Number) });
  expect(score.summary).toMatchObject({ allEvents: 3, allAlerted: 2, allAlertedShare: 0.667 });
  const failed = new Set(score.failed.map(({ id }: { id: string }) => id));
  const broken = ["broken", "damaged", "empty", "files", "none", "openeew_noise_index.json", "table.csv", "unknown"];
  for (const id of [...broken, "still.jsonl.gz"]) {
    expect([...failed]).toContain(id);
    expect(stderr).toContain(`not scored: ${id}: `);
  }
  expect(stderr).toMatch(/decode and pick: 9\/9 .*\n(.*\n)*associate, locate and size.*\n(.*\n)*merge and judge/);
  const reasons = score.failed
    .filter(({ id }: { id: string }) => id === "damaged")
    .map((f: { reason: string }) => f.reason);
  expect(reasons).toEqual(
    expect.arrayContaining([
      expect.stringContaining("000.jsonl.gz skipped: no packet"),
      expect.stringContaining("001.jsonl.gz: the archive is cut short"),
      expect.stringContaining("002.jsonl.gz: 1 lines without a time skipped"),
      expect.stringContaining("OE_002: 2 packets not read, the first: "),
    ]),
  );
});

test("tables for people, of one recording named directly", async () => {
  const data = folderOf({});
  renameSync(makeRecording().folder, join(data, "quake"));
  const { code, stdout } = await start(["--data", join(data, "quake"), "--threads", "1"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Earthquakes[\s\S]*quake +6\.0[\s\S]*Summary[\s\S]*AlertedShare +1/);
});

test("nothing to score is exit code 1, with the JSON all the same; a wrong call is 2", async () => {
  const empty = await start(["--data", folderOf({ "events/a/x": "" }), "--json"]);
  expect(empty.code).toBe(1);
  expect(empty.stderr).toContain("could be scored");
  expect(JSON.parse(empty.stdout)).toMatchObject({ events: [], picks: [], noise: { hours: 0 }, failed: [{ id: "a" }] });
  expect(await start(["--data", "/nowhere"])).toMatchObject({ code: 2, stdout: "" });
  expect(await start(["--threads", "many"])).toMatchObject({ code: 2 });
  expect(await start(["--help"])).toMatchObject({ code: 0, stdout: expect.stringContaining("--data DIR") });
});

test("Ctrl-C stops it at once", async () => {
  const data = folderOf({});
  renameSync(makeRecording().folder, join(data, "quake"));
  const { code, stdout, stderr } = await start(["--data", data, "--json"], (child) => child.kill("SIGINT"));
  expect([code, stdout]).toEqual([130, ""]);
  expect(stderr).toContain("stopped");
});

test.skipIf(noSharedData)(
  "a real earthquake of the low-cost network is told within seconds of its first P",
  async () => {
    const { code, stdout } = await start([
      "--data",
      sharedPath("data/events/mx20200130_m53"),
      "--json",
      "--threads",
      "1",
    ]);
    expect(code).toBe(0);
    const [quake] = JSON.parse(stdout).events;
    expect(quake).toMatchObject({ id: "mx20200130_m53", magnitude: 5.3, grade: "A", alerted: true, eventsMade: 1 });
    expect(quake.firstConfirmedAfterFirstPS).toBeLessThan(10);
    expect(quake.locationErrorKm.final).toBeLessThan(30);
  },
);
