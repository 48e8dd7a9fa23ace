// Takes the README's picture: `npm run screenshot` starts everything, shakes simulated ground, photographs the page.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { startSystem } from "../services/system.ts";
import { subscribe } from "../simulators/api.ts";
import { runFleet } from "../simulators/fleet.ts";
import { startReceiver } from "../simulators/receiver.ts";

const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const SIZE = { width: 1400, height: 900 };
const QUAKE_AFTER_S = 16;
/** Seconds after the origin at which the P wave is well on its way and the S wave has not reached the place. */
const PHOTOGRAPH_AFTER_S = 9;

const folder = mkdtempSync(join(tmpdir(), "tocsin-screenshot-"));
const system = await startSystem({
  env: {
    HTTP_PORT: "0",
    DATABASE_URL: `sqlite:${folder}/tocsin.db`,
    INGEST_MQTT_URL: "embedded://127.0.0.1:0",
    ALARM_ALLOW_PRIVATE: "127.0.0.1/32",
    LOG_FILE: `${folder}/log`,
  },
});
const receiver = await startReceiver({
  host: "127.0.0.1",
  port: 0,
  onMessage: () => undefined,
  onRefused: console.error,
});
const api = { url: system.httpUrl, token: "" };
const { secret } = await subscribe(api, {
  name: "screenshot",
  url: `http://127.0.0.1:${receiver.port}/`,
  latitudeDeg: 19.9,
  longitudeDeg: -99.4,
  minimumIntensity: 3,
  acceptPreliminary: true,
  modes: ["drill"],
});
receiver.trust(secret);
const browser = await chromium.launch({
  executablePath: BROWSER,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const page = await browser.newPage({ viewport: SIZE });
await page.goto(system.httpUrl);
const stopping = new AbortController();
const fleet = runFleet({
  mqttUrl: system.mqttUrl,
  run: "picture",
  stations: 36,
  api,
  quakeAfterS: QUAKE_AFTER_S,
  signal: stopping.signal,
  onQuake: () =>
    setTimeout(async () => {
      await page.screenshot({ path: process.argv[2] ?? join(import.meta.dirname, "images/drill.png") });
      stopping.abort();
    }, PHOTOGRAPH_AFTER_S * 1000),
});
await fleet;
await browser.close();
await receiver.close();
await system.close();
