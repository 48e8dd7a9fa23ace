// `npm run listen` as a subscriber sees it: what is believed is shown, what is not is refused, each with its line.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { headersOf } from "../../services/alarm/signature.ts";
import { eventually } from "../poll.ts";

const program = join(import.meta.dirname, "../../simulators/listen.ts");
const command = ["--disable-warning=ExperimentalWarning", program];
const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const BODY = JSON.stringify({ type: "system.test", data: { mode: "drill", headline: "DRILL: a test" } });

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill("SIGKILL");
  child = undefined;
});

async function listening(): Promise<{ url: string; shown: () => string; noted: () => string }> {
  const started = spawn(process.execPath, [...command, "--port", "0", "--secret", SECRET]);
  child = started;
  let shown = "";
  let noted = "";
  started.stdout.on("data", (chunk) => {
    shown += String(chunk);
  });
  started.stderr.on("data", (chunk) => {
    noted += String(chunk);
  });
  const urlOf = () => /listening on (http:\S+)/.exec(noted)?.[1];
  await eventually("it listens", () => urlOf() !== undefined, 20_000);
  return { url: urlOf() ?? "", shown: () => shown, noted: () => noted };
}

test("the genuine is shown once; the repeated, the forged, the changed and the old have a line each", async () => {
  const { url, shown, noted } = await listening();
  const post = async (id: string, { ageS = 0, secret = SECRET, body = BODY } = {}) => {
    const timestampS = Math.floor(Date.now() / 1000) - ageS;
    const { "content-length": _, ...headers } = headersOf({ id, timestampS, body: BODY }, [secret]);
    return (await fetch(url, { method: "POST", headers, body })).status;
  };
  expect(await post("genuine")).toBe(204);
  expect(await post("genuine")).toBe(204);
  expect(await post("forged", { secret: `whsec_${"QUJD".repeat(8)}` })).toBe(401);
  expect(await post("changed", { body: `${BODY} ` })).toBe(401);
  expect(await post("old", { ageS: 400 })).toBe(401);
  await eventually("all is told", () => noted().split("\n").length > 5 && shown() !== "", 20_000);
  expect(shown()).toBe(`not an alarm (${BODY.length} bytes), signature verified (v1): ${BODY}\n`);
  expect(noted().split("\n").slice(1)).toEqual([
    "ignored: webhook-id genuine came before",
    expect.stringMatching(/^refused: webhook-signature: no signature matches/),
    expect.stringMatching(/^refused: webhook-signature: no signature matches/),
    expect.stringMatching(/^refused: webhook-timestamp: got "\d+", 40\d s old; want within 300 s of now$/),
    "",
  ]);
});

test.each([
  [["--help"], 0, /--secret whsec_…\|whpk_…/],
  [["--secret", "whsec_short"], 2, /--secret: want whsec_ and base64 of 24 to 64 bytes, or whpk_/],
])("called with %j it ends with %d and says how", (args, status, wanted) => {
  const ended = spawnSync(process.execPath, [...command, ...args], { encoding: "utf8" });
  expect(ended.status).toBe(status);
  expect(ended.stdout + ended.stderr).toMatch(wanted);
});
