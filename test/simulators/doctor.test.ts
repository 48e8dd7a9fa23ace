// The doctor in a terminal: a broker anybody may use, a gateway that is not there, a clock nobody sets.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type System, startSystem } from "../../services/system.ts";
import { synchronisedOf } from "../../simulators/doctor/clockFindings.ts";
import { edgeFindings } from "../../simulators/doctor/edgeFindings.ts";
import { TERMINAL_TEXTS } from "../../simulators/doctor/text/texts.ts";

const ROOT = join(import.meta.dirname, "../..");
const ENV = { HTTP_PORT: "0", DATABASE_URL: "sqlite::memory:", LOG_FILE: "/dev/null" };

let system: System | undefined;
afterEach(async () => {
  await system?.close();
  system = undefined;
});

function doctor(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const command = ["--disable-warning=ExperimentalWarning", "simulators/doctor.ts", ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: ROOT }, (error, output) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, output });
    });
  });
}

test("it tells what the gateway found and what a stranger finds at the broker, and ends with 1", {
  timeout: 60_000,
}, async () => {
  system = await startSystem({ env: { ...ENV, INGEST_MQTT_URL: "embedded://127.0.0.1:0" } });
  const { code, output } = await doctor("--api", system.httpUrl, "--mqtt", system.mqttUrl);
  expect(code).toBe(1);
  expect(output).toContain("! stations: no station of the live world is registered");
  expect(output).toMatch(/i MQTT edge: anybody may connect to 127\.0\.0\.1:\d+ without a password\n {4}why/);
  expect(output).toContain("✓ members: 6 replicas, every service has one");
  const { findings } = JSON.parse((await doctor("--api", system.httpUrl, "--json")).output);
  expect(findings[0]).toMatchObject({ check: "stations", severity: "warning" });
});

test("a gateway that is not there is the fault, and what to do stands beside it", async () => {
  const { code, output } = await doctor("--api", "http://127.0.0.1:1");
  expect([code, output]).toEqual([
    1,
    expect.stringMatching(/✗ gateway: .* does not answer\n {4}why .*\n {4}do {4}does it run\?/),
  ]);
});

test("a broker with a password takes no stranger", async () => {
  system = await startSystem({
    services: ["ingest"],
    env: { ...ENV, INGEST_MQTT_URL: "embedded://user:secret@127.0.0.1:0" },
  });
  const found = (device = "") => edgeFindings({ url: system?.mqttUrl ?? "", device }, TERMINAL_TEXTS.en);
  expect(await found()).toMatchObject([{ check: "MQTT edge", severity: "ok" }]);
  expect(await found("user:wrong")).toMatchObject([{ severity: "ok" }, { check: "device", severity: "warning" }]);
  expect(await found("user:secret")).toMatchObject([{ severity: "ok" }, { check: "device", severity: "ok" }]);
  const nobody = { url: "mqtt://127.0.0.1:1", device: "" };
  expect(await edgeFindings(nobody, TERMINAL_TEXTS.en)).toMatchObject([{ severity: "fault" }]);
});

test("a clock that nobody sets is told, in the language asked for", () => {
  const { en, es } = TERMINAL_TEXTS;
  expect(synchronisedOf("yes", en)).toMatchObject([{ severity: "ok" }]);
  expect(synchronisedOf("no", en)).toMatchObject([
    { severity: "warning", what: "this host's clock is not synchronised" },
  ]);
  expect(synchronisedOf("no", es)).toMatchObject([
    { check: "NTP", what: "el reloj de esta máquina no está sincronizado" },
  ]);
  expect(synchronisedOf("", en)).toEqual([]);
});

test("who asks in Spanish is answered in Spanish by the gateway and by the terminal", { timeout: 60_000 }, async () => {
  system = await startSystem({ env: { ...ENV, INGEST_MQTT_URL: "embedded://127.0.0.1:0" } });
  const { code, output } = await doctor("--api", system.httpUrl, "--mqtt", system.mqttUrl, "--language", "es");
  expect(code).toBe(1);
  expect(output).toContain(
    "! estaciones: no hay ninguna estación registrada en el mundo real\n    importa   sin sensores",
  );
  expect(output).toContain("i entrada MQTT: cualquiera puede conectarse");
  expect(output).toMatch(/\d+ por mirar\n$/);
  const refused = await fetch(`${system.httpUrl}/api/doctor?language=fr`);
  expect([refused.status, await refused.json()]).toEqual([
    400,
    { error: { field: "language", message: 'language: got "fr", want en or es' } },
  ]);
});

test("a language that is not there is a wrong call, and those that are there are named", async () => {
  expect((await doctor("--language", "fr")).code).toBe(2);
});

/** Every sentence of a table, with the path to it: what stands in a slot is told by its number. */
function sentencesOf(table: unknown, path = ""): readonly (readonly [string, string])[] {
  if (typeof table === "string") return [[path, table]];
  if (typeof table === "function") return sentencesOf(table("①", "②"), path);
  return Object.entries(Object(table)).flatMap(([key, value]) => sentencesOf(value, `${path}.${key}`));
}

test("no sentence of the terminal is the same in Spanish as in English", () => {
  const [english, spanish] = [sentencesOf(TERMINAL_TEXTS.en), sentencesOf(TERMINAL_TEXTS.es)];
  expect(spanish.map(([path]) => path)).toEqual(english.map(([path]) => path));
  const same = spanish.filter(([, text], i) => text === english[i]?.[1]);
  expect(same).toEqual([[".ntp.name", "NTP"]]);
});
