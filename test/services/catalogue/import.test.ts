// `npm run catalogue:import` as people run it: what it says, what it leaves in the database, and its exit code.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linesOf } from "../../../services/catalogue/progress.ts";
import { startEventServer } from "./harvest/eventServer.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "catalogue-import-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function importing(...args: readonly string[]) {
  const command = ["--disable-warning=ExperimentalWarning", "services/catalogue/import.ts", ...args];
  const env = { ...process.env, DATABASE_URL: `sqlite:${join(folder, "tocsin.db")}` };
  const child = spawn(process.execPath, command, { env, stdio: ["ignore", "pipe", "pipe"] });
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

const HEADER = "time,latitude,longitude,depth,mag,magType,net,id,updated,place,type";
const lineOf = (id: string, latitude: string) => `2020-01-01T00:00:00Z,${latitude},2,3,4,ml,xx,${id},,,earthquake`;

test("bad lines are shown up to twenty, written to the report all, and the good ones beside them are kept", async () => {
  const bad = Array.from({ length: 30 }, (_, index) => lineOf(`bad${index}`, "north"));
  await writeFile(join(folder, "a.csv.gz"), gzipSync([HEADER, lineOf("good", "1"), ...bad].join("\n")));
  await writeFile(join(folder, "b.csv"), "<html>");
  const report = join(folder, "report.txt");
  const { code, out, err } = await importing(join(folder, "a.csv.gz"), join(folder, "b.csv"), "--report", report);
  expect(out).toBe("a.csv.gz (ComCat CSV): 31 rows, 1 added, 30 rejected\n");
  expect(err.split("\n").slice(0, 2)).toEqual([
    'a.csv.gz:3: latitude: got "north", want a number from -90 to 90',
    'a.csv.gz:4: latitude: got "north", want a number from -90 to 90',
  ]);
  expect(err.match(/a\.csv\.gz:/g)).toHaveLength(20);
  expect(err).toContain('b.csv: line 1: got "<html>", want one of');
  expect(err).toContain("and 10 more bad lines\n");
  expect((await readFile(report, "utf8")).split("\n")).toHaveLength(31);
  expect(code).toBe(0);
}, 30_000);

test("the exit code is 1 when nothing could be read, 2 when the command is not understood", async () => {
  await writeFile(join(folder, "rotten.csv"), [HEADER, lineOf("bad", "north")].join("\n"));
  expect((await importing(join(folder, "rotten.csv"))).code).toBe(1);
  const { code, err } = await importing("--fdsn", "earthquakes");
  expect(code).toBe(2);
  expect(err).toMatch(/^--fdsn: got "earthquakes", want http:\/\/… or https:\/\/…\n\nusage:/);
}, 30_000);

test("a server's earthquakes come by the command too, and the run after it finds nothing new", async () => {
  const timeMs = Date.UTC(2020, 5, 1);
  const server = await startEventServer([{ id: "q1", timeMs, magnitude: 5, updatedMs: timeMs }]);
  const asked = ["--fdsn", server.url, "--start", "2020-01-01", "--end", "2020-12-31", "--pause-s", "0"];
  expect(await importing(...asked)).toEqual({
    code: 0,
    out: "127.0.0.1 (FDSN text): 1 rows, 1 added, 1 requests\n",
    err: "",
  });
  expect(await importing(...asked)).toMatchObject({
    code: 0,
    out: "127.0.0.1 (FDSN text): 0 rows, 0 added, 1 requests\n",
  });
  await server.close();
}, 30_000);

test("elsewhere than on a terminal a long import says a line at every quarter", () => {
  const lines: string[] = [];
  const { update } = linesOf("big.xml", (line) => lines.push(line));
  for (let done = 0; done <= 100; done += 1) update(done * 1e6, 1e8);
  expect(lines).toEqual(["big.xml: 25 %\n", "big.xml: 50 %\n", "big.xml: 75 %\n"]);
});
