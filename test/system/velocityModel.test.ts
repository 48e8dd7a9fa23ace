// One model for all services of a process, from the environment to the S arrival a subscriber is told.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type System, startSystem } from "../../services/system.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import { anAlert, anEvent } from "../services/alarm/fixtures.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-velocity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = { HTTP_PORT: "0", DATABASE_URL: "sqlite::memory:", LOG_FILE: join(folder, "log") };
const start = (more: Record<string, string>): Promise<System> =>
  startSystem({ services: ["integrator", "alarm"], env: { ...env, ...more } });

/** Seconds from the origin to S, as the fixture's subscriber is told them. */
const toldS = () => (anAlert().sArrivalMs - anEvent().origin.timeMs) / 1000;

test("a model from a file changes when S is told to come, and without it iasp91 holds again", async () => {
  const standard = toldS();
  const path = join(folder, "slow.json");
  writeFileSync(path, JSON.stringify({ name: "slow", geometry: "flat", nodes: [[0, 5, 2.8]] }));
  const slow = await start({ VELOCITY_MODEL: path });
  await slow.close();
  expect(toldS()).toBeCloseTo(Math.hypot(anAlert().distanceKm, 10) / 2.8, 1);
  expect(toldS()).toBeGreaterThan(standard + 3);
  const usual = await start({});
  await usual.close();
  expect(toldS()).toBe(standard);
});

test("nothing starts with a model that is none", async () => {
  await expect(start({ VELOCITY_MODEL: join(folder, "none.json") })).rejects.toThrow(
    /^VELOCITY_MODEL: got ".*none\.json", want iasp91, ak135 or a file of JSON: ENOENT/,
  );
  expect(travelTimeS("S", 100, 10)).toBeCloseTo(29.91, 1);
});
