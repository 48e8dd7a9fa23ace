// What a newcomer sees: `npm start` prints the page's address and, unasked, a verified webhook of a drill.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { issuedCap } from "../issuedCap.ts";
import { eventually } from "../poll.ts";

const ROOT = join(import.meta.dirname, "../..");

test("npm start shakes simulated ground and prints a verified webhook, every text beginning with DRILL", {
  timeout: 90_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-first-run-"));
  const args = ["simulators/start.ts", "--port", "0", "--mqtt-port", "0", "--data", folder];
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  try {
    await eventually("a verified webhook is printed", () => output.includes("signature verified"), 60_000);
    const page = await fetch(/page (http:\S+)/.exec(output)?.[1] ?? "");
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<title>")]);
    const { origin } = new URL(page.url);
    await eventually("the public can read it", async () => (await issuedCap(origin)).messages.length > 0);
    const { faults, titles } = await issuedCap(origin);
    expect(faults).toEqual([]);
    for (const title of titles) expect(title).toMatch(/^\[Exercise: drill\] (\[Cancel\] )?DRILL: /);
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  } finally {
    child.kill("SIGKILL");
  }
  const texts = output.split("\n").filter((line) => /shaking|earthquake|alarm withdrawn/i.test(line));
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) expect(text).toMatch(/^DRILL: /);
});
