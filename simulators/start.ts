// `npm start`: the whole system in this process, a drill on simulated sensors, and its webhooks as a subscriber sees them.
import { createServer } from "node:net";
import { parseArgs } from "node:util";
import { startSystem } from "../services/system.ts";
import type { Environment } from "../shared/runtime/config.ts";
import type { Place } from "../shared/seismo/geodesy.ts";
import { subscribe, unsubscribe, unsubscribeAll } from "./api.ts";
import { numberFrom, runCommand } from "./cli.ts";
import { runFleet } from "./fleet.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { linesOf } from "./say.ts";

const USAGE = `usage: npm start -- [options]
Starts every service in this process (no server needed), simulated sensors, and a drill every few minutes.
  --port N         page, REST and live stream            (8080; the next free one if it is taken)
  --mqtt-port N    broker that sensors connect to        (1883; the next free one if it is taken)
  --data FOLDER    database and log                      (.tocsin)
  --no-demo        only the services: no simulated sensors, no drill
  --once           one drill, then stop
  --help           this text
Settings of the services: docs/configuration.md`;

/** In the middle of the simulated network's city; the drill's earthquake is some kilometres away. */
const LISTENER: Place = { latitudeDeg: 19.6, longitudeDeg: -98.8 };
/** Filters and averages need this long before a sensor is believed. */
const QUAKE_AFTER_S = 14;
const DRILL_EVERY_S = 180;
const SUBSCRIBER = "npm start";
const PORTS_TRIED = 20;

async function main(signal: AbortSignal): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8080" },
      "mqtt-port": { type: "string", default: "1883" },
      data: { type: "string", default: ".tocsin" },
      "no-demo": { type: "boolean", default: false },
      once: { type: "boolean", default: false },
    },
  });
  const port = numberFrom("port", values.port, { min: 0, max: 65535 });
  const mqttPort = numberFrom("mqtt-port", values["mqtt-port"], { min: 0, max: 65535 });
  const logFile = `${values.data}/tocsin.log`;
  const ports = { http: await freePort(port), mqtt: await freePort(mqttPort) };
  const system = await startSystem({ env: environment(values.data, logFile, ports) });
  try {
    say(`Tocsin is running.   page ${system.httpUrl}   sensors ${system.mqttUrl}   log ${logFile}`);
    if (values["no-demo"]) await ended(signal);
    else await drill(system, { signal, once: values.once });
  } finally {
    say("Stopping …");
    await system.close();
  }
}

/** What the caller's environment says goes before our choices. */
function environment(folder: string, logFile: string, ports: { http: number; mqtt: number }): Environment {
  const { latitudeDeg, longitudeDeg } = LISTENER;
  return {
    DATABASE_URL: `sqlite:${folder}/tocsin.db`,
    HTTP_PORT: String(ports.http),
    INGEST_MQTT_URL: `embedded://127.0.0.1:${ports.mqtt}`,
    ALARM_ALLOW_PRIVATE: "127.0.0.1/32",
    // Alarms go to the broker that is started here, if it is.
    ...(ports.mqtt === 0 || process.env.INGEST_MQTT_URL !== undefined
      ? {}
      : { ALARM_MQTT_URL: `mqtt://127.0.0.1:${ports.mqtt}`, ALARM_MQTT_PROTOCOL: "3.1.1" }),
    ALARM_MQTT_PLACES: `city:${latitudeDeg},${longitudeDeg}`,
    LOG_FILE: logFile,
    ...process.env,
  };
}

async function drill(
  system: { httpUrl: string; mqttUrl: string },
  { signal, once }: { signal: AbortSignal; once: boolean },
) {
  const api = { url: system.httpUrl, token: process.env.API_TOKEN ?? "" };
  const receiver: Receiver = await startReceiver({
    host: "127.0.0.1",
    port: 0,
    onMessage: (received) => say(linesOf(received).join("\n")),
    onRefused: (reason) => say(`a webhook was refused: ${reason}`),
  });
  await unsubscribeAll(api, SUBSCRIBER);
  const subscription = await subscribe(api, {
    name: SUBSCRIBER,
    url: `http://127.0.0.1:${receiver.port}/`,
    ...LISTENER,
    minimumIntensity: 2,
    acceptPreliminary: true,
    modes: ["live", "drill"],
  });
  receiver.trust(subscription.secret);
  try {
    say(
      `DRILL: 20 simulated sensors report; the ground shakes in ${QUAKE_AFTER_S} s. Real sensors may connect meanwhile.`,
    );
    await runFleet({
      mqttUrl: system.mqttUrl,
      run: `start-${Date.now().toString(36)}`,
      api,
      signal,
      quakeAfterS: QUAKE_AFTER_S,
      repeatEveryS: once ? undefined : DRILL_EVERY_S,
      onQuake: ({ magnitude, latitudeDeg, longitudeDeg }) =>
        say(`DRILL: the ground breaks: M ${magnitude} at ${latitudeDeg.toFixed(2)}, ${longitudeDeg.toFixed(2)}`),
    });
  } finally {
    await unsubscribe(api, subscription.subscriptionId);
    await receiver.close();
  }
}

/** The wanted port, or the next one nobody listens on. */
async function freePort(wanted: number): Promise<number> {
  for (let port = wanted; wanted !== 0 && port < wanted + PORTS_TRIED; port += 1) if (await isFree(port)) return port;
  return 0;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

runCommand(USAGE, main);
