// `npm run stations:import` as people run it: what it says, what the registry has then, and its exit code.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stationImportArguments } from "../../../../services/catalogue/registry/importArguments.ts";
import { service } from "../../../../services/catalogue/service.ts";
import { type Bench, startOnBench } from "../context.ts";
import { serve } from "../serve.ts";

let folder = "";
let bench: Bench;
let http: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stations-import-"));
  bench = await startOnBench(service);
  http = await serve(bench.running.routes ?? (() => expect.unreachable())());
});
afterAll(async () => {
  await bench.running.close?.();
  await http.close();
  await rm(folder, { recursive: true });
});

async function importing(...args: readonly string[]) {
  const command = ["--disable-warning=ExperimentalWarning", "services/catalogue/importStations.ts", ...args];
  const child = spawn(process.execPath, command, { env: { PATH: process.env.PATH ?? "" }, stdio: "pipe" });
  let [out, err] = ["", ""];
  child.stdout.on("data", (piece) => {
    out += piece;
  });
  child.stderr.on("data", (piece) => {
    err += piece;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, out: out.replaceAll(`${folder}/`, ""), err: err.replaceAll(`${folder}/`, "") };
}

async function fileOf(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

test("files are taken one after another; faults are shown, everything is in the report", {
  timeout: 60_000,
}, async () => {
  const good = await fileOf(
    "good.csv",
    "id,lat,lon,rate,channel,unit,gain\nMX.A,17,-100,100,HNZ,gal,1\nMX.B,north,1,,,,\n",
  );
  const bad = await fileOf("bad.txt", "");
  const report = join(folder, "report.txt");
  const dry = await importing("--url", http.url, "--dry-run", good);
  expect([dry.code, dry.out]).toEqual([0, "good.csv: would be: 1 stations added, 1 rejected\n"]);
  const { code, out, err } = await importing("--url", http.url, "--report", report, good, bad);
  expect(out).toBe("good.csv: 1 stations added, 1 rejected\n");
  expect(err).toBe(
    'good.csv: line 3: latitude: got "north", want degrees from -90 to 90\n' +
      "bad.txt: 400: body: content: got nothing, want a station list\n",
  );
  expect(code).toBe(1);
  expect(await readFile(report, "utf8")).toMatch(/MX_A registered: latitudeDeg 17, longitudeDeg -100, /);
  expect(bench.context.stations.stationOf("live/MX_A")).toBeDefined();
});

test("a catalogue that does not answer and a file that is not there are told", { timeout: 60_000 }, async () => {
  const file = await fileOf("any.csv", "id,lat,lon\nMX.A,17,-100\n");
  const { code, err } = await importing("--url", "http://127.0.0.1:1", file, join(folder, "nowhere.csv"));
  expect(err).toMatch(/any\.csv: http:\/\/127\.0\.0\.1:1: no answer: .*\nnowhere\.csv: ENOENT/);
  expect(code).toBe(1);
});

test("the command line", () => {
  expect(stationImportArguments(["a", "-n"], { API_TOKEN: "secret" })).toEqual({
    ...{ paths: ["a"], url: "http://127.0.0.1:8080", token: "secret" },
    ...{ isDryRun: true, reportFile: undefined, isQuiet: false },
  });
  expect(() => stationImportArguments([], {})).toThrow("want files");
  expect(() => stationImportArguments(["a", "--url", "ftp://x"], {})).toThrow('--url: got "ftp://x", want http://…');
  expect(() => stationImportArguments(["a", "--colour"], {})).toThrow("--colour");
});
