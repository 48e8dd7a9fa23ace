// The operations view in a real browser: a drill is started, watched and stopped by hand, planning and doctor answer.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type System, startSystem } from "../../services/system.ts";
import { eventually } from "../poll.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { DESK, launch, noBrowser, open, PHONE } from "./browser.ts";

/** What is there once a tab has its answers. */
const TABS = {
  now: ".tab-now table",
  dead: ".tab-dead .hint",
  drills: "#drill-scenario",
  subscriptions: ".tab-subscriptions .hint",
  planning: "#planning-quantity",
  doctor: ".findings.well li",
};
const LONG = 60_000;

describe.skipIf(noBrowser)("with everything in one process", () => {
  let system: System;
  let browser: Browser;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "tocsin-operations-"));
    system = await startSystem({
      env: {
        ...{ HTTP_PORT: "0", DATABASE_URL: `sqlite:${folder}/tocsin.db`, LOG_FILE: `${folder}/log` },
        INGEST_MQTT_URL: "embedded://127.0.0.1:0",
      },
    });
    browser = await launch();
  }, LONG);
  afterAll(async () => {
    await browser?.close();
    await system?.close();
  });

  const says = (page: Page, selector: string, text: RegExp, withinMs = 10_000) =>
    eventually(
      `${text} in ${selector}`,
      async () => text.test((await page.locator(selector).allTextContents()).join(" ")),
      withinMs,
    );
  const at = (tab: string) => `${system.httpUrl}/#/operations/${tab}`;

  test("a drill is started with its form, said to be running, watched, and stopped; its stations can be planned with", async () => {
    const { page, faults } = await open(browser, at("drills"));
    await says(page, ".tab-drills", /No drill yet/);
    await page.selectOption("#drill-scenario", "one-quake");
    await page.fill("#drill-stations", "9");
    await page.click("form .main");
    await says(page, ".tab-drills table", /running/);
    await says(page, ".log", /9 of 9 stations up/, 40_000);
    await page.click("#tab-planning");
    await says(page, ".tab-planning table", /Blind zone, km\d+\.\d/, 15_000);
    await page.fill("#planning-hand", "17.2,-100.2");
    await page.click("#planning-take");
    await says(page, ".tab-planning .count", /10 stations/, 15_000);
    await says(page, ".tab-planning thead", /as it is/);
    await page.click("#tab-drills");
    await page.click("button.danger");
    await says(page, ".tab-drills table", /stopped/, 15_000);
    expect(faults).toEqual([]);
    await page.context().close();
  }, 90_000);

  test("what runs and what is wrong is told, and the address of each tab leads to it", { timeout: LONG }, async () => {
    const { page, faults } = await open(browser, at("doctor"));
    await says(page, ".findings.well", /alarm path/);
    await says(page, "#tab-doctor[aria-current=page]", /Doctor/);
    await page.click("#tab-now");
    await says(page, ".tab-now", /decoder.*p0.*integrator.*leads/);
    await says(page, ".tab-now", /pick\.v1\.integrator/);
    await page.click("#tab-subscriptions");
    await says(page, ".tab-subscriptions", /Nobody has subscribed/);
    await page.click("#tab-dead");
    await says(page, ".tab-dead", /No message was given up/);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test("who reads Spanish is told in Spanish what was found, what may be played, and why not", {
    timeout: LONG,
  }, async () => {
    const { page, faults } = await open(browser, at("doctor"), { options: { ...DESK, locale: "es-MX" } });
    await says(page, ".findings.well", /vía de alarma.*réplicas.*cada servicio tiene alguna/);
    await says(page, ".tab-doctor code", /--language es/);
    expect(await page.locator("main [lang=en]").count()).toBe(0);
    await page.click("#tab-drills");
    await says(page, "#drill-scenario", /Un sismo bajo la red/);
    await page.click("form input[value=at]");
    await page.fill("form input[type=datetime-local]", "2020-01-01T00:00");
    await page.click("form .main");
    await says(page, ".refusal", /2020-01-01T00:00:00.000Z ya pasó; ahora son las/);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test.each([
    ["desk", DESK],
    ["desk in the dark", { ...DESK, colorScheme: "dark" as const }],
    ["phone in Spanish", { ...PHONE, locale: "es-MX" }],
  ])("on a %s every tab can be read, hit and named", { timeout: LONG }, async (_, options) => {
    const { page, faults } = await open(browser, at("now"), { options });
    for (const [tab, complete] of Object.entries(TABS)) {
      await page.goto(at(tab));
      await eventually(`${tab} is open`, async () => (await page.locator(complete).count()) > 0);
      expect(await accessibilityFaults(page), tab).toEqual([]);
      const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      expect(isWide, tab).toBe(false);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
