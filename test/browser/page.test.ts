// The page in a real browser, told by hand what happens: a drill from start to cancel, keys, phone, languages, thousands.
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventually } from "../poll.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { DESK, launch, noBrowser, open, PHONE } from "./browser.ts";
import { EVENT_ID, PLACE, startGateway } from "./gateway.ts";

let browser: Browser;
let gateway: Awaited<ReturnType<typeof startGateway>>;
const VIEWS = ["map", "stations", "events", "operations", "help"];

const until = (page: Page, selector: string, text: string | RegExp) =>
  eventually(`"${text}" in ${selector}`, async () => {
    const found = (await page.locator(selector).first().textContent({ timeout: 500 })) ?? "";
    return typeof text === "string" ? found.includes(text) : text.test(found);
  });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);

describe.skipIf(noBrowser)("the page", () => {
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    gateway = await startGateway();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await gateway.close();
  });

  test("without stations says what to do next, and asks nobody but the gateway", async () => {
    const { page, faults } = await open(browser, gateway.url);
    await until(page, ".empty", "npm run drill");
    await until(page, "#connection", "connected");
    expect(await page.locator("#mode").textContent()).toBe("NO DATA");
    expect(faults).toEqual([]);
  });

  test("shows a drill from its first version to its withdrawal, each version said once, never as real", async () => {
    await gateway.stations(25);
    const { page, faults } = await open(browser, gateway.url, { chosen: { place: PLACE } });
    await until(page, "#mode", "DRILL");
    await until(page, ".place-card", "No shaking expected.");
    await page.evaluate(() => {
      const said: string[] = [];
      Reflect.set(window, "said", said);
      const box = document.getElementById("announce");
      new MutationObserver(() => said.push(box?.textContent ?? "")).observe(box ?? document, { childList: true });
    });
    await gateway.pick(6);
    await gateway.version(1, { status: "preliminary" });
    await until(page, "[data-countdown]", /^\d+ s$/);
    await until(page, "[data-headline]", /^DRILL: Strong shaking possible in \d+\ss\. Drop, cover, hold on\.$/);
    await until(page, "[data-instruction]", "Drop, cover, hold on");
    await gateway.version(2);
    await until(page, ".event-card", "M6.2");
    await until(page, ".event-card h2", "DRILL: 28 km SW of Petatlán");
    expect(await page.title()).toBe("DRILL: M 6.2, 28 km SW of Petatlán – Tocsin");
    await gateway.version(3, { status: "cancelled" });
    await until(page, ".event-card h2", "DRILL: CANCELLED: 28 km SW of Petatlán");
    await until(page, ".place-card", "DRILL: Earthquake alarm withdrawn: no shaking expected.");
    expect(await page.locator("[data-countdown]").count()).toBe(0);
    const said = await page.evaluate(() => Reflect.get(window, "said") as string[]);
    expect(said.map((words) => /Version (\d), (\w+)/.exec(words)?.slice(1))).toEqual([
      ["1", "preliminary"],
      ["2", "confirmed"],
      ["3", "cancelled"],
    ]);
    expect(said.every((words) => words.startsWith("DRILL: "))).toBe(true);
    expect(faults).toEqual([]);
  });

  test("after the shaking says that it should be over and what to do then", async () => {
    await gateway.stations(9);
    const { page } = await open(browser, gateway.url, { chosen: { place: PLACE } });
    await gateway.version(1, {}, 110);
    await until(page, "[data-headline]", "DRILL: Shaking should be over.");
    await until(page, "[data-instruction]", "Check yourself and others for injuries.");
  });

  test("is used by keyboard alone: place, views, an event, sound", async () => {
    await gateway.stations(9);
    await gateway.version(1);
    const { page } = await open(browser, gateway.url);
    await until(page, ".event-card", "Petatlán");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("skip");
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("content");
    await page.locator("#setPlace").focus();
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("placeField");
    await page.keyboard.type("zihuatan");
    await page.keyboard.press("Enter");
    await until(page, ".place-card", "Zihuatanejo");
    await page.locator("#content").focus();
    await page.keyboard.press("?");
    await until(page, "#alarm", /^DRILL: M 6\.1, 28 km SW of PetatlánDRILL: .+ shaking expected/);
    for (const [keys, view] of [
      ["gs", "stations"],
      ["ge", "events"],
      ["go", "operations"],
      ["gm", "map"],
    ] as const) {
      for (const key of keys) await page.keyboard.press(key);
      await page.waitForSelector(`main.view-${view}`);
    }
    await page.locator("#openChoices").focus();
    await page.keyboard.press("Enter");
    await page.locator("#turnSound").focus();
    await page.keyboard.press("Enter");
    await until(page, "#choices", "Sound is on");
    expect(await focused(page)).toBe("turnSound");
    await page.keyboard.press("Escape");
    expect(await page.locator("#choices").isVisible()).toBe(false);
  });

  test("my place is set by coordinates or by pointing, kept in the browser and told to nobody", async () => {
    const { page } = await open(browser, gateway.url);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url() + (request.postData() ?? "")));
    await page.locator("#setPlace").click();
    await page.locator("#placeField").fill("nowhere at all");
    await page.keyboard.press("Enter");
    await until(page, ".fault", '"nowhere at all" is no town of the list');
    await page.locator("#placeField").fill("17.64, -101.55");
    await page.keyboard.press("Enter");
    await until(page, ".place-card h2", "Zihuatanejo");
    await page.locator("#forgetPlace").click();
    await page.locator("#setPlace").click();
    await page.getByText("Point on the map").click();
    await page.keyboard.press("Enter");
    await until(page, ".place-card h2", /\d° N, \d+\.\d\d° W/);
    expect(await focused(page)).toBe("setPlace");
    const where = (await page.locator(".place-card h2").textContent()) ?? "";
    await page.reload();
    await until(page, ".place-card h2", where);
    expect(asked.filter((one) => !/\/(api\/stream|page|shared|assets)|\/$/.test(one) || one.includes("?"))).toEqual([]);
  });

  test("speaks Spanish to who wants it, with the alarm's own words", async () => {
    await gateway.stations(9);
    const { page } = await open(browser, gateway.url, {
      options: { ...DESK, locale: "es-MX" },
      chosen: { place: PLACE },
    });
    await gateway.version(1);
    await until(page, "#mode", "SIMULACRO");
    await until(
      page,
      "[data-headline]",
      /^SIMULACRO: Se espera temblor fuerte en \d+\ss\. Agáchese, cúbrase y sujétese\.$/,
    );
    await until(page, ".event-card h2", "SIMULACRO: a 28 km al SO de Petatlán");
    await page.locator("#openChoices").click();
    await page.getByLabel("Idioma").selectOption("en");
    await until(page, "#mode", "DRILL");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
    await page.reload();
    await until(page, "#mode", "DRILL");
  });

  test("fits a phone: nothing wider than the screen, the countdown in sight", async () => {
    await gateway.stations(25);
    const { page } = await open(browser, gateway.url, { options: PHONE, chosen: { place: PLACE } });
    await gateway.version(1);
    await until(page, "[data-countdown]", / s$/);
    for (const view of VIEWS) {
      await page.goto(`${gateway.url}/#/${view}`);
      await page.waitForSelector(`main.view-${view}`);
      const overflowPx = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflowPx, view).toBeLessThanOrEqual(0);
      const { x = 0, width = 0 } = (await page.locator("#openChoices").boundingBox()) ?? {};
      expect(x + width, view).toBeLessThanOrEqual(385);
    }
    await page.goto(`${gateway.url}/#/map`);
    await until(page, "[data-countdown]", / s$/);
    const { y = 900 } = (await page.locator("[data-countdown]").boundingBox()) ?? {};
    expect(y).toBeLessThan(400);
  });

  test("keeps up with 5,000 stations that all change every second", async () => {
    await gateway.stations(5000);
    const { page, faults } = await open(browser, gateway.url, { chosen: { isDrawerOpen: true } });
    await until(page, ".drawer-handle", "5,000 silent");
    await gateway.version(1);
    await gateway.shake(5000, 3);
    await until(page, ".drawer-handle", "5,000 shaking");
    expect(await page.locator(".drawer-tables tr[aria-rowindex]").count()).toBeLessThan(80);
    expect(await page.locator(".drawer-tables table").last().getAttribute("aria-rowcount")).toBe("5001");
    await page
      .locator(".drawer-tables .scroll")
      .last()
      .evaluate((box) => box.scrollTo(0, 1e7));
    await until(page, ".drawer-tables tbody tr[aria-rowindex='5001']", "XX_S0");
    for (let second = 0; second < 3; second += 1) await gateway.shake(5000, 2 + (second % 2));
    expect(faults).toEqual([]);
  });

  test.each(["light", "dark"] as const)("every view can be read and used by everybody, %s", async (colorScheme) => {
    await gateway.stations(25);
    await gateway.shake(9, 3);
    await gateway.pick(4);
    await gateway.version(1, { status: "preliminary" });
    await gateway.version(2);
    const options = { ...DESK, colorScheme, reducedMotion: "reduce" as const };
    const { page } = await open(browser, gateway.url, { options, chosen: { place: PLACE, isDrawerOpen: true } });
    await until(page, "[data-countdown]", / s$/);
    for (const view of VIEWS) {
      await page.goto(`${gateway.url}/#/${view}`);
      await page.waitForSelector(`main.view-${view}`);
      expect(await accessibilityFaults(page), view).toEqual([]);
    }
    await page.locator("#openChoices").click();
    expect(await accessibilityFaults(page), "choices").toEqual([]);
  });

  test("the real thing is told, and said, to who looks at a drill", async () => {
    await gateway.stations(9);
    await gateway.version(1);
    const { page } = await open(browser, gateway.url);
    await until(page, "#mode", "DRILL");
    await page.getByLabel("World").selectOption("drill:browser");
    await gateway.version(1, { mode: "live", run: "", eventId: "live/1" });
    await until(page, "#elsewhere", /^LIVE EVENT NOW: M 6\.1, /);
    await until(page, "#announce", /^M 6\.1, .+ Version 1, confirmed\.$/);
    await page.locator("#elsewhere button").click();
    await until(page, "#mode", "LIVE");
  });

  test("an address names one event or one station, and what it does not know it says", async () => {
    await gateway.stations(9);
    await gateway.version(1);
    const { page } = await open(browser, `${gateway.url}/#/events/${encodeURIComponent(EVENT_ID)}`);
    await until(page, ".event-page h1", "M 6.1, 28 km SW of Petatlán");
    await page.goto(`${gateway.url}/#/events/nope`);
    await until(page, ".event-page > .hint", 'No event "nope" is known here.');
    await page.goto(`${gateway.url}/#/stations/XX_S00003`);
    await until(page, ".station-head h1", "XX_S00003");
  });
});
