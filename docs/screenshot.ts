// Takes the README's pictures: `npm run screenshot` starts everything, shakes simulated ground, photographs the page.
import { mkdtempSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { startSystem } from "../services/system.ts";
import { subscribe } from "../simulators/api.ts";
import { runFleet } from "../simulators/fleet.ts";
import { startReceiver } from "../simulators/receiver.ts";

const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FOLDER = process.argv[2] ?? join(import.meta.dirname, "images");
const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, locale: "es-MX" };
const RUN = "picture";
const QUAKE_AFTER_S = 16;
/** Seconds after the origin at which P is well on its way and S has some seconds to go to the place. */
const PHOTOGRAPH_AFTER_S = 9.5;
/** Where the countdown is for, and a subscriber's lift stands. */
const PLACE = { latitudeDeg: 20.12, longitudeDeg: -98.73, name: "Pachuca de Soto" };

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly options: BrowserContextOptions;
  readonly chosen?: object;
}
const PICTURES: readonly Picture[] = [
  { name: "drill", path: "/", options: DESK },
  { name: "drill-dark", path: "/", options: { ...DESK, colorScheme: "dark" }, chosen: { isDrawerOpen: true } },
  { name: "drill-phone", path: "/", options: PHONE },
];

/** While it still shakes: a station that picked, and what an operator sees. */
const SOON_AFTER_S = 20;
const SOON: readonly Picture[] = [
  { name: "station", path: `/#/stations/drill:${RUN}/SIM_S020`, options: DESK },
  { name: "operations", path: "/#/operations", options: DESK },
];
/** When the waveforms around it are kept. */
const LATER_AFTER_S = 160;

async function open(browser: Browser, url: string, { options, path, chosen }: Picture): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const kept = JSON.stringify({ place: PLACE, ...chosen });
  await page.addInitScript((choices) => Reflect.get(globalThis, "localStorage").setItem("tocsin", choices), kept);
  // Pictures name no machine.
  await page.route("**/api/operations", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll(`${hostname()}-${process.pid}`, "one-process");
    await route.fulfill({ response, body });
  });
  await page.goto(url + path);
  return page;
}

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
const { name: _, ...place } = PLACE;
const { secret } = await subscribe(api, {
  ...{ name: "lift 3", url: `http://127.0.0.1:${receiver.port}/`, ...place },
  ...{ minimumIntensity: 3, acceptPreliminary: true, modes: ["drill"] },
});
receiver.trust(secret);
const browser = await chromium.launch({
  executablePath: BROWSER,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const pages: (readonly [string, Page])[] = [];
for (const picture of PICTURES) pages.push([picture.name, await open(browser, system.httpUrl, picture)]);
const shoot = (all: typeof pages) =>
  Promise.all(all.map(([name, page]) => page.screenshot({ path: join(FOLDER, `${name}.png`) })));
const openAll = async (all: readonly Picture[]): Promise<typeof pages> =>
  Promise.all(all.map(async (picture) => [picture.name, await open(browser, system.httpUrl, picture)] as const));

async function photograph(): Promise<void> {
  await sleep(PHOTOGRAPH_AFTER_S * 1000);
  await shoot(pages);
  const soon = await openAll(SOON);
  await sleep((SOON_AFTER_S - PHOTOGRAPH_AFTER_S) * 1000);
  await shoot(soon);
  await sleep((LATER_AFTER_S - SOON_AFTER_S) * 1000);
  const { events } = (await (await fetch(`${system.httpUrl}/api/events?mode=drill`)).json()) as {
    events: readonly { eventId: string }[];
  };
  const path = `/#/events/${encodeURIComponent(events[0]?.eventId ?? "")}`;
  const later = await openAll([{ name: "event", path, options: { viewport: { width: 1440, height: 1500 } } }]);
  await sleep(4000);
  await shoot(later);
}

const stopping = new AbortController();
let photographed: Promise<void> | undefined;
await runFleet({
  ...{ mqttUrl: system.mqttUrl, run: RUN, stations: 36, api, quakeAfterS: QUAKE_AFTER_S },
  signal: stopping.signal,
  onQuake: () => {
    photographed = photograph().finally(() => stopping.abort());
  },
});
await photographed;
await browser.close();
await receiver.close();
await system.close();
