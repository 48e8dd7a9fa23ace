// The station view in a real browser: ten thousand of them in a list, one of them with its waveform as it comes.
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { service } from "../../services/gateway/service.ts";
import { healths } from "../../shared/contracts/health.ts";
import { motions } from "../../shared/contracts/motion.ts";
import { packets } from "../../shared/contracts/packet.ts";
import { picks } from "../../shared/contracts/pick.ts";
import { inventory } from "../../shared/contracts/station.ts";
import { eventually } from "../poll.ts";
import { type Bench, startOnBench } from "../services/catalogue/context.ts";
import { serve } from "../services/catalogue/serve.ts";
import { aHealth, aMotion, aPick, LIVE } from "../services/gateway/messages.ts";
import { aSensor, packetOf, START_MS } from "../services/gateway/waveform/sensor.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { DESK, launch, noBrowser, open, PHONE } from "./browser.ts";

const COUNT = 10_000;
const idOf = (at: number) => `XX_${String(at).padStart(5, "0")}`;
const ROWS = ".station-list tr[aria-rowindex]";
const WATCHED = idOf(7);

let browser: Browser;
let bench: Bench;
let server: Awaited<ReturnType<typeof serve>>;
let nextSecond: number | undefined;

const until = (page: Page, selector: string, text: string | RegExp) =>
  eventually(`"${text}" in ${selector}`, async () => {
    const found = (await page.locator(selector).first().textContent({ timeout: 500 })) ?? "";
    return typeof text === "string" ? found.includes(text) : text.test(found);
  });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

async function register(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await bench.send(inventory, aSensor(idOf(at), { name: `Place ${at % 10}` }));
  const ids = Array.from({ length: count - 10 }, (_, at) => idOf(at));
  await bench.send(motions, { ...LIVE, stations: ids.flatMap((id) => aMotion(id, 1, Date.now()).stations) });
  const told = ids.flatMap((id, at) => {
    const wrong =
      at % 100 === 5 ? { state: "quarantined" as const, reason: "dead channel: the vertical stands still" } : {};
    return aHealth(id, { latencyS: 0.2 + (at % 1000) / 1000, lastSampleMs: Date.now(), ...wrong }).stations;
  });
  await bench.send(healths, { ...LIVE, stations: told });
}

/** Seconds that end about now, or go on where the last ones ended, with a wave in the middle of them. */
async function sendSeconds(seconds: number): Promise<number> {
  const first = nextSecond ?? Math.floor((Date.now() - START_MS) / 1000) - seconds;
  nextSecond = first + seconds;
  const onsetS = first + seconds / 2;
  const ground = (tS: number) => 5e-4 * Math.sin(971 * tS * tS) + (tS < onsetS ? 0 : 0.03 * Math.sin(25.8 * tS));
  for (let second = first; second < first + seconds; second += 1) {
    await bench.send(packets, { partition: 0, packets: [packetOf(WATCHED, second, ground)] });
  }
  return START_MS + 1000 * onsetS;
}

/** How many points of a picture are painted in a colour near this one. */
const painted = (page: Page, selector: string, variable: string) =>
  page.locator(selector).evaluate((canvas, name) => {
    const pen = (canvas as HTMLCanvasElement).getContext("2d");
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const wanted = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
    probe.remove();
    const { width, height } = canvas as HTMLCanvasElement;
    const { data = [] } = pen?.getImageData(0, 0, width, height) ?? {};
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      const isNear = [0, 1, 2].every((channel) => Math.abs((data[at + channel] ?? 0) - (wanted[channel] ?? 0)) < 12);
      if (isNear && (data[at + 3] ?? 0) > 200) count += 1;
    }
    return count;
  }, variable);

describe.skipIf(noBrowser)("the station view", () => {
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    nextSecond = undefined;
    bench = await startOnBench(service);
    server = await serve(bench.running.routes ?? (() => expect.unreachable())());
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await bench.running.close?.();
    await server.close();
  });

  test("of ten thousand stations only those in sight are in the document, in whatever order and however filtered", async () => {
    await register(COUNT);
    const { page, faults } = await open(browser, `${server.url}/#/stations`);
    await until(page, "#condition-all", "10,000");
    await until(page, "#condition-quarantined", "100");
    expect(await page.locator(ROWS).count()).toBeLessThan(80);
    await page.getByRole("button", { name: "Latency" }).click();
    await until(page, ROWS, "1.20 s");
    await page.getByRole("button", { name: "Latency" }).click();
    await until(page, ROWS, "0.20 s");
    await page.locator(".station-list .scroll").evaluate((box) => box.scrollTo(0, 1e7));
    await until(page, `${ROWS.replace("[aria-rowindex]", "")}[aria-rowindex='${COUNT + 1}']`, idOf(COUNT - 10));
    await page.locator("#condition-quarantined").click();
    await until(page, ".station-list .count", "100 of 10,000");
    await until(page, ROWS, "dead channel");
    await page.locator("#station-filter").fill("place 5 vertical xx_001");
    await until(page, ".station-list .count", "1 of 10,000");
    expect(await page.locator(ROWS).count()).toBe(1);
    expect(faults).toEqual([]);
  });

  test("is used by keyboard alone: rows by arrows, a station by Enter, back by the browser", async () => {
    await register(200);
    const { page } = await open(browser, `${server.url}/#/stations`);
    await until(page, "#condition-all", "200");
    await page.getByRole("button", { name: "Station", exact: true }).click();
    await page.locator(".station-list .scroll").focus();
    await page.keyboard.press("ArrowDown");
    expect(await focused(page)).toBe(idOf(0));
    for (let at = 0; at < 7; at += 1) await page.keyboard.press("ArrowDown");
    expect(await focused(page)).toBe(idOf(7));
    await page.keyboard.press("End");
    expect(await focused(page)).toBe(idOf(199));
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await until(page, ".station-head h1", idOf(198));
    expect(new URL(page.url()).hash).toBe(`#/stations/live/${idOf(198)}`);
    await page.goBack();
    await until(page, "#condition-all", "200");
  });

  test("shows a station's samples as they come, its trigger, its picks, its spectrum, and stops when asked", async () => {
    await register(20);
    const { page, faults } = await open(browser, `${server.url}/#/stations/live/${WATCHED}`);
    await until(page, ".station-head", "Working: its picks count fully.");
    await until(page, ".fact-grid", "0.21 s");
    await eventually(
      "somebody watches",
      async () => (await bench.context.metrics.valueOf("eew_waveform_stations")) === 1,
      // A browser that starts beside other work takes its time.
      20_000,
    );
    expect(await painted(page, ".wave-card canvas", "--accent")).toBeLessThan(2000);
    const onsetMs = await sendSeconds(40);
    await until(page, ".wave-card .count", /newest sample \d+\.\d s ago/);
    await eventually("the trace", async () => (await painted(page, ".wave-card canvas", "--accent")) > 2000);
    expect(await painted(page, ".wave-card canvas", "--front-s")).toBe(0);
    const pick = { phase: "S" as const, pickId: "live/1", timeMs: onsetMs, uncertaintyS: 0.2 };
    await bench.send(picks, aPick(WATCHED, pick));
    await until(page, ".picks-card tbody", "S");
    await eventually("the pick's line", async () => (await painted(page, ".wave-card canvas", "--front-s")) > 200);
    await eventually("a spectrum", async () => (await painted(page, ".spectrum-card canvas", "--accent")) > 300);
    await page.getByRole("button", { name: "Pause" }).click();
    const still = await page.locator(".wave-card canvas").screenshot();
    await sendSeconds(3);
    expect((await page.locator(".wave-card canvas").screenshot()).equals(still)).toBe(true);
    await page.goto(`${server.url}/#/map`);
    await page.waitForSelector("main.view-map");
    expect(faults).toEqual([]);
  });

  test("moves from packet to packet for who wants no motion", async () => {
    await register(20);
    const options = { ...DESK, reducedMotion: "reduce" as const };
    const { page } = await open(browser, `${server.url}/#/stations/live/${WATCHED}`, { options });
    await eventually(
      "somebody watches",
      async () => (await bench.context.metrics.valueOf("eew_waveform_stations")) === 1,
      // A browser that starts beside other work takes its time.
      20_000,
    );
    await sendSeconds(40);
    await eventually("the trace", async () => (await painted(page, ".wave-card canvas", "--accent")) > 2000);
    const still = await page.locator(".wave-card canvas").screenshot();
    expect((await page.locator(".wave-card canvas").screenshot()).equals(still)).toBe(true);
    await sendSeconds(3);
    await eventually("another picture", async () => {
      return !(await page.locator(".wave-card canvas").screenshot()).equals(still);
    });
  });

  test("says what to do about a station that is not trusted, and that an unknown one is unknown", async () => {
    await register(20);
    const { page } = await open(browser, `${server.url}/#/stations/live/${idOf(5)}`);
    await until(page, ".station-head", "not trusted");
    await until(page, ".station-head", "look at the sensor's cable and supply");
    await page.goto(`${server.url}/#/stations/live/NOPE`);
    await until(page, ".station-head", 'No station "live/NOPE" is known here.');
  });

  test.each([
    ["light", DESK],
    ["dark", DESK],
    ["light", PHONE],
  ] as const)("can be read and used by everybody, %s, and is no wider than the screen", async (colorScheme, device) => {
    await register(200);
    const { page } = await open(browser, `${server.url}/#/stations`, { options: { ...device, colorScheme } });
    await until(page, "#condition-all", "200");
    for (const hash of ["#/stations", `#/stations/live/${WATCHED}`]) {
      await page.goto(`${server.url}/${hash}`);
      await page.waitForSelector(hash === "#/stations" ? ROWS : ".fact-grid");
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
    }
  });
});
