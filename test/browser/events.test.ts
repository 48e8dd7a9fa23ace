// The event view in a real browser: a past earthquake opened, its versions by keyboard, its waveforms, a replay and its stop.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type System, startSystem } from "../../services/system.ts";
import type { FeedWorld } from "../../simulators/feed.ts";
import { eventually } from "../poll.ts";
import { storeQuake } from "../storedQuake.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { launch, noBrowser, open, PHONE } from "./browser.ts";
import { EVENT_ID, startGateway } from "./gateway.ts";

const WORLD: FeedWorld = { mode: "drill", run: "past" };

let system: System;
let browser: Browser;

beforeAll(async () => {
  if (noBrowser) return;
  const folder = mkdtempSync(join(tmpdir(), "tocsin-events-"));
  const env = { HTTP_PORT: "0", DATABASE_URL: `sqlite:${folder}/tocsin.db`, LOG_FILE: `${folder}/log` };
  system = await startSystem({ env: { ...env, INGEST_MQTT_URL: "embedded://127.0.0.1:0" } });
  await storeQuake(system, WORLD, { latitudeDeg: 19.4, longitudeDeg: -99.1 });
  browser = await launch();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await system?.close();
});

const says = (page: Page, selector: string, text: RegExp, withinMs = 15_000) =>
  eventually(
    `${text} in ${selector}`,
    async () => text.test((await page.locator(selector).first().textContent()) ?? ""),
    withinMs,
  );

test.skipIf(noBrowser)(
  "a past event is opened from the list, its versions are gone through by keyboard, its waveforms are drawn",
  async () => {
    const { page, faults } = await open(browser, `${system.httpUrl}/#/events`);
    await says(page, ".event-list tbody", /DRILL: .*(final|confirmed)/);
    await page.locator(".event-list tbody a").first().click();
    await says(page, ".event-head h1", /^DRILL: M \d\.\d/);
    const charts = page.locator(".version-charts");
    await charts.focus();
    await page.keyboard.press("Home");
    await says(page, ".event-head dt", /Magnitude, v1$/);
    expect(await charts.getAttribute("aria-valuetext")).toMatch(/^v1, preliminary|^v1, confirmed/);
    await page.keyboard.press("ArrowRight");
    await says(page, ".event-head dt", /Magnitude, v2$/);
    expect(await page.locator("tr[data-selected] button").textContent()).toBe("v2");
    // Arrivals of an old version are asked for when it is looked at.
    await says(page, ".residuals tbody", /SIM_S\d+/);
    await page.keyboard.press("End");
    await eventually("all traces are drawn", async () => {
      return (await page.locator(".section-plot").getAttribute("data-traces")) === "12";
    });
    await page.locator(".section-plot").focus();
    await page.keyboard.press("ArrowDown");
    await says(page, ".section-foot", /^Open SIM_S\d+/);
    const drawn = await page.locator(".section-plot canvas").evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return 0;
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return pixels.filter((value, at) => at % 4 === 3 && value > 0).length;
    });
    expect(drawn).toBeGreaterThan(2000);
    await says(page, ".town-chips", /^V?I+ ?\d+ towns?/);
    await says(page, ".towns-tile tbody", /Mexico City.*12,294,000/);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  },
  60_000,
);

test.skipIf(noBrowser)(
  "a replay is started at ten times the speed, seen on the map, and stopped; the list is filtered to it",
  async () => {
    const { page, faults } = await open(browser, `${system.httpUrl}/#/events`);
    await page.locator(".event-list tbody a").first().click();
    await page.selectOption("#replay-speed", "10");
    await page.click("#replay-start");
    await says(page, ".replay", /REPLAY running at 10×, \d+ \/ 150 s/, 30_000);
    await page.click("#replay-look");
    await says(page, "#mode", /^REPLAY$/);
    await page.goBack();
    await page.click("#replay-stop");
    await says(page, ".replay", /The replay was stopped\./);
    await page.locator(".filter summary").click();
    await page.getByLabel("Mode", { exact: true }).selectOption("live");
    await says(page, ".event-list tbody", /No event matches/);
    expect(faults).toEqual([]);
  },
  60_000,
);

test.skipIf(noBrowser)(
  "on a phone the list and the event take turns, and nothing is wider than the screen",
  async () => {
    const { page, faults } = await open(browser, `${system.httpUrl}/#/events`, { options: PHONE });
    await page.locator(".event-list tbody a").first().click();
    await says(page, ".event-head h1", /^DRILL: /);
    expect(await page.locator(".event-list").isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    const { scrollWidth, clientWidth } = await page
      .locator(".event-page")
      .evaluate((element) => ({ scrollWidth: element.scrollWidth, clientWidth: element.clientWidth }));
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
    await page.locator(".back").click();
    await eventually("the list is back", () => page.locator(".event-list").isVisible());
    expect(faults).toEqual([]);
  },
  60_000,
);

test.skipIf(noBrowser)(
  "an event that goes on is told in place: who looks at an old version keeps it, who follows sees the newest",
  async () => {
    const gateway = await startGateway();
    await gateway.version(1, { status: "preliminary" });
    await gateway.version(2);
    const { page, faults } = await open(browser, `${gateway.url}/#/events/${encodeURIComponent(EVENT_ID)}`);
    const charts = page.locator(".version-charts");
    const is = (name: string, wanted: string) =>
      eventually(`${name} is ${wanted}`, async () => (await charts.getAttribute(name)) === wanted);
    await is("aria-valuenow", "2");
    await gateway.version(3);
    await is("aria-valuenow", "3");
    await charts.focus();
    await page.keyboard.press("Home");
    await gateway.version(4);
    await is("aria-valuemax", "4");
    await is("aria-valuenow", "1");
    expect(await charts.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.getByRole("button", { name: "Newest" }).click();
    await is("aria-valuenow", "4");
    expect(faults).toEqual([]);
    await gateway.close();
  },
  60_000,
);
