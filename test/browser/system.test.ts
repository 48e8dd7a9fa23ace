// The whole system with its page in a real browser: a drill on simulated sensors, a gateway that goes and comes back.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startSystem } from "../../services/system.ts";
import { runFleet } from "../../simulators/fleet.ts";
import { eventually } from "../poll.ts";
import { launch, noBrowser, open } from "./browser.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-page-"));
const start = (port: string) =>
  startSystem({
    env: {
      ...{ HTTP_PORT: port, DATABASE_URL: `sqlite:${folder}/tocsin.db`, LOG_FILE: `${folder}/log` },
      INGEST_MQTT_URL: "embedded://127.0.0.1:0",
    },
  });
/** Between Mexico City and Pachuca: near enough to be shaken, far enough to be warned. */
const PLACE = { latitudeDeg: 20.0, longitudeDeg: -98.9, name: "Pachuca" };

test.skipIf(noBrowser)(
  "a drill shows on the page while it happens; a gateway that is gone is told within 3 s and heals by itself",
  async () => {
    const first = await start("0");
    const browser = await launch();
    const { page, faults } = await open(browser, first.httpUrl, { chosen: { place: PLACE } });
    const says = (selector: string, text: RegExp, withinMs = 10_000) =>
      eventually(
        `${text} in ${selector}`,
        async () => text.test((await page.locator(selector).textContent()) ?? ""),
        withinMs,
      );
    await says(".empty", /No stations yet/);
    const stopping = new AbortController();
    const api = { url: first.httpUrl, token: "" };
    const options = {
      mqttUrl: first.mqttUrl,
      run: "page",
      api,
      stations: 25,
      quakeAfterS: 12,
      signal: stopping.signal,
    };
    const fleet = runFleet(options);
    await says(".drawer-handle", /25/, 15_000);
    await says(".event-card", /^M\d\.\dDRILL: /, 30_000);
    await says("[data-headline]", /^DRILL: .+ shaking (expected|possible) (in \d+\ss|now)\./);
    stopping.abort();
    await fleet;

    await first.close();
    await says("#connection", /^lost/, 3000);
    await says("#modeText", /out of date/);
    const second = await start(new URL(first.httpUrl).port);
    await says("#connection", /^connected/, 8000);
    await says(".event-card", /DRILL: /);
    expect(faults).toEqual([]);
    await browser.close();
    await second.close();
  },
  90_000,
);
