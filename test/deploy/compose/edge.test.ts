// Who may say what at the MQTT edge of the containers: Mosquitto itself, with the very files that `setup` gives it.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Passwords, writeConfiguration } from "../../../deploy/compose/brokers.ts";
import { checkDeviceName, deviceNames, removeUser, setUser } from "../../../deploy/compose/devices.ts";
import { edgeFindings } from "../../../simulators/doctor/edgeFindings.ts";
import { TERMINAL_TEXTS } from "../../../simulators/doctor/text/texts.ts";
import { eventually } from "../../poll.ts";
import { mosquittoProgram, startMosquitto } from "../../servers/mosquitto.ts";
import type { PrivateServer } from "../../servers/privateServer.ts";
import { temporaryFolder } from "../../servers/start.ts";

const folder = temporaryFolder("edge");
const edge = join(folder, "edge");
const passwords: Passwords = writeConfiguration(folder);
const passwordOf: Record<string, string> = { ...passwords, STA1: "of-sta1", STA2: "of-sta2" };

/** Our mosquitto.conf without what belongs to the container: address, folders. */
function settings(): string[] {
  const lines = readFileSync(join(edge, "mosquitto.conf"), "utf8").replaceAll("/run/tocsin/edge", edge).split("\n");
  const container = /^(#|listener|protocol|persist|autosave|log_|set_tcp|max_queued_messages|max_inflight|$)/;
  return lines.filter((line) => !container.test(line));
}

describe.skipIf(mosquittoProgram() === undefined)("the MQTT edge", () => {
  let broker: PrivateServer;
  const clients: MqttClient[] = [];

  beforeAll(async () => {
    for (const name of ["STA1", "STA2"]) setUser(edge, name, passwordOf[name] ?? "");
    broker = await startMosquitto(folder, settings());
  });

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    await broker?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function connect(username: string, password = passwordOf[username] ?? ""): Promise<MqttClient> {
    const client = await connectAsync(broker.url, { username, password, protocolVersion: 5, reconnectPeriod: 0 });
    clients.push(client);
    return client;
  }

  test.each([
    ["nobody", { username: "", password: "" }],
    ["a stranger", { username: "STA9", password: "guess" }],
    ["a device with another's password", { username: "STA1", password: "of-sta2" }],
  ])("%s is not let in", async (_who, { username, password }) => {
    await expect(connect(username, password)).rejects.toThrow(/not authorized/i);
  });

  test.each([
    ["STA1", "eew/v1/city/MX/STA1/traces/openeew", "taken"],
    ["STA1", "eew/v1/city/MX/STA1/meta", "taken"],
    ["STA1", "traces/someone/STA1", "taken"],
    ["STA1", "iot-2/type/OpenEEW/id/STA1/evt/trace/fmt/json", "taken"],
    ["STA1", "eew/v1/city/MX/STA2/traces/openeew", "refused"],
    ["STA1", "eew/v1/city/MX/sta1/traces/openeew", "refused"],
    ["STA1", "eew/v1/city/STA1/STA2/traces/openeew", "refused"],
    ["STA1", "traces/STA1/STA2", "refused"],
    ["STA1", "/traces", "refused"],
    ["STA1", "iot-2/evt/status/fmt/json", "refused"],
    ["STA1", "eew-drill/v1/run/MX/STA1/traces/openeew", "refused"],
    ["STA1", "eew-replay/v1/run/MX/STA1/meta", "refused"],
    ["STA1", "anything", "refused"],
    ["sim", "eew-drill/v1/run/MX/A/traces/openeew", "taken"],
    ["sim", "eew-simulation/v1/run/MX/A/meta", "taken"],
    ["sim", "eew-replay/v1/run/MX/A/traces/miniseed2/1517200000000", "taken"],
    ["sim", "eew/v1/city/MX/A/traces/openeew", "refused"],
    ["sim", "eew/v1/city/MX/sim/traces/openeew", "refused"],
    ["sim", "traces/someone/sim", "refused"],
    ["sim", "iot-2/type/OpenEEW/id/sim/evt/trace/fmt/json", "refused"],
    ["alarm", "eew-alarm/v1/live/state", "taken"],
    ["alarm", "iot-2/cmd/earthquake/fmt/json", "taken"],
    ["alarm", "homeassistant/sensor/tocsin_home/intensity/config", "taken"],
    ["alarm", "eew/v1/city/MX/alarm/traces/openeew", "refused"],
    ["alarm", "iot-2/type/OpenEEW/id/alarm/evt/trace/fmt/json", "refused"],
    ["STA1", "eew-alarm/v1/live/state", "refused"],
    ["STA1", "iot-2/cmd/earthquake/fmt/json", "refused"],
    ["STA1", "homeassistant/sensor/tocsin_home/intensity/config", "refused"],
    ["sim", "eew-alarm/v1/drill/state", "refused"],
    ["sim", "iot-2/cmd/earthquake/fmt/json", "refused"],
    ["ingest", "eew/v1/pulse", "taken"],
    ["STA1", "eew/v1/pulse", "refused"],
    ["sim", "eew/v1/pulse", "refused"],
    ["alarm", "eew/v1/pulse", "refused"],
    ["ingest", "iot-2/cmd/earthquake/fmt/json", "refused"],
    ["ingest", "eew/v1/city/MX/ingest/traces/openeew", "refused"],
    ["ingest", "eew-drill/v1/run/MX/A/traces/openeew", "refused"],
    ["health", "eew/v1/city/MX/health/traces/openeew", "refused"],
  ])("%s publishes to %s: %s", async (user, topic, want) => {
    const client = await connect(user);
    const outcome = await client.publishAsync(topic, "{}", { qos: 1 }).then(
      () => "taken",
      () => "refused",
    );
    expect(outcome).toBe(want);
  });

  test("only the ingest service hears what sensors say", async () => {
    const heard: string[] = [];
    const listen = async (user: string) => {
      const client = await connect(user);
      client.on("message", (topic) => heard.push(`${user} ${topic}`));
      await client.subscribeAsync(["#", "eew/v1/#", "eew-drill/v1/#", "traces/+/+"], { qos: 1 });
      return client;
    };
    const [device, sim] = [await listen("STA2"), await listen("sim")];
    await listen("ingest");
    await (await connect("STA1")).publishAsync("eew/v1/city/MX/STA1/traces/openeew", "{}", { qos: 1 });
    await sim.publishAsync("eew-drill/v1/run/MX/A/meta", "{}", { qos: 1 });
    // What the broker had for them would have come before the answer to this.
    await device.publishAsync("eew/v1/city/MX/STA2/meta", "{}", { qos: 1 });
    await eventually("ingest hears all three", () => new Set(heard).size >= 3);
    expect(heard.filter((line) => !line.startsWith("ingest "))).toEqual([]);
  });

  test("every device hears alarms, and what is retained", async () => {
    const alarm = await connect("alarm");
    await alarm.publishAsync("eew-alarm/v1/drill/state", "kept", { qos: 1, retain: true });
    const heard: string[] = [];
    const device = await connect("STA2");
    device.on("message", (topic, payload) => heard.push(`${topic} ${payload}`));
    await device.subscribeAsync(["eew-alarm/v1/+/state", "iot-2/cmd/earthquake/fmt/json"], { qos: 1 });
    await alarm.publishAsync("iot-2/cmd/earthquake/fmt/json", '{"Alarm":"test"}', { qos: 1 });
    await eventually("both came", () => heard.length >= 2);
    expect(heard).toContain("eew-alarm/v1/drill/state kept");
    expect(heard).toContain('iot-2/cmd/earthquake/fmt/json {"Alarm":"test"}');
  });

  test("the doctor finds nothing wrong here, and without the list of who may say what it does", async () => {
    expect(await edgeFindings({ url: broker.url, device: "STA1:of-sta1" }, TERMINAL_TEXTS.en)).toMatchObject([
      { check: "MQTT edge", severity: "ok" },
      { check: "device", severity: "ok", what: "STA1 connects, and may not speak for another station" },
    ]);
    const open = temporaryFolder("edge-open");
    const careless = await startMosquitto(open, [`password_file ${join(edge, "passwords")}`, "allow_anonymous true"]);
    expect(await edgeFindings({ url: careless.url, device: "STA1:of-sta1" }, TERMINAL_TEXTS.en)).toMatchObject([
      { check: "MQTT edge", what: expect.stringContaining("without a password") },
      { check: "device", severity: "fault", what: "STA1 may send as another station" },
    ]);
    await careless.stop();
    rmSync(open, { recursive: true, force: true });
  });

  test("a device that is taken back loses its connection at the next reload, and only it", async () => {
    const [taken, left] = [await connect("STA1"), await connect("STA2")];
    expect(removeUser(edge, "STA1")).toBe(true);
    broker.signal("SIGHUP");
    await eventually("STA1 is disconnected", () => !taken.connected);
    expect(left.connected).toBe(true);
    await expect(connect("STA1")).rejects.toThrow(/not authorized/i);
    expect(deviceNames(edge)).toEqual(["STA2"]);
  });
});

test("running the setup again changes no password and keeps the devices", () => {
  const where = temporaryFolder("setup");
  const first = writeConfiguration(where);
  setUser(join(where, "edge"), "STA1", "secret");
  expect(writeConfiguration(where)).toEqual(first);
  expect(deviceNames(join(where, "edge"))).toEqual(["STA1"]);
  rmSync(where, { recursive: true, force: true });
});

test("every secret can stand in a URL and after an option of a command line", () => {
  const where = temporaryFolder("setup");
  for (const secret of Object.values(writeConfiguration(where))) expect(secret).toMatch(/^[0-9a-f]{40}$/);
  rmSync(where, { recursive: true, force: true });
});

test("a lost configuration file comes back with the passwords that the others still have", () => {
  const where = temporaryFolder("setup");
  const first = writeConfiguration(where);
  const before = readFileSync(join(where, "bus/definitions.json"), "utf8");
  rmSync(join(where, "bus/definitions.json"));
  writeFileSync(join(where, "edge/acl"), "topic readwrite #");
  expect(writeConfiguration(where)).toEqual(first);
  expect(readFileSync(join(where, "bus/definitions.json"), "utf8")).toBe(before);
  expect(readFileSync(join(where, "edge/acl"), "utf8")).toContain("pattern write eew/v1/+/+/%u/#");
  rmSync(where, { recursive: true, force: true });
});

test.each([
  "sim",
  "ingest",
  "sta1",
  "A:B",
  "A/B",
  "A+",
  "#",
  "",
  "A".repeat(17),
])('a device may not be called "%s"', (name) => {
  expect(() => checkDeviceName(name)).toThrow(/station code/);
});
