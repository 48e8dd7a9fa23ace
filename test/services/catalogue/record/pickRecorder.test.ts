// Picks on their way into the database: many at a time, each once, none of it in anybody's way.
import { expect, test } from "vitest";
import { PickRecorder } from "../../../../services/catalogue/record/pickRecorder.ts";
import { picksWithin } from "../../../../services/catalogue/record/pickRows.ts";
import { connectDatabase } from "../../../../shared/runtime/connectDatabase.ts";
import { Unavailable } from "../../../../shared/runtime/errors.ts";
import { createMetrics } from "../../../../shared/runtime/metrics.ts";
import { MovedClock } from "../../../movedClock.ts";
import { aPick } from "../aPick.ts";
import { silentLog } from "../context.ts";

const EVERYTHING = { mode: "live", run: "", fromMs: 0, toMs: 4e12, limit: 10_000 } as const;

async function bench() {
  const database = await connectDatabase("sqlite::memory:", { log: silentLog() });
  const clock = new MovedClock();
  const world = { isDown: false, asked: 0 };
  const recorder = new PickRecorder({
    ...{ clock, log: silentLog(), metrics: createMetrics() },
    async database() {
      world.asked += 1;
      if (world.isDown) throw new Unavailable("database: connection refused");
      return database;
    },
  });
  const stored = async () =>
    (await picksWithin(database, EVERYTHING)).map(({ pick }) => `${pick.stationId} ${pick.update}`);
  return { recorder, clock, world, stored };
}

const updateOf = (stationId: string, update: number) => {
  const first = aPick(stationId);
  return { ...first, update, knownMs: first.knownMs + 1000 * update };
};

test("updates of a pick within a second are stored once, in the newest", async () => {
  const { recorder, clock, stored } = await bench();
  for (const update of [0, 2, 1]) recorder.record(updateOf("XX_A", update));
  expect(await stored()).toEqual([]);
  await clock.move(1000);
  expect(await stored()).toEqual(["XX_A 2"]);
  recorder.record(updateOf("XX_A", 3));
  await clock.move(1000);
  expect(await stored()).toEqual(["XX_A 3"]);
});

test("while very many come they are gathered for longer, and written by the hundred", async () => {
  const { recorder, clock, world, stored } = await bench();
  for (let station = 0; station < 350; station += 1) recorder.record(updateOf(`XX_${station}`, 0));
  await clock.move(1000);
  for (let station = 0; station < 350; station += 1) recorder.record(updateOf(`XX_${station}`, 1));
  expect(world.asked).toBe(0);
  await clock.move(4000);
  expect(await stored()).toHaveLength(350);
  expect(new Set((await stored()).map((text) => text.split(" ")[1]))).toEqual(new Set(["1"]));
  expect(world.asked).toBe(4);
});

test("what the database does not take is tried again, with what was updated meanwhile", async () => {
  const { recorder, clock, world, stored } = await bench();
  world.isDown = true;
  recorder.record(updateOf("XX_A", 0));
  recorder.record(updateOf("XX_B", 0));
  await clock.move(2000);
  recorder.record(updateOf("XX_A", 1));
  world.isDown = false;
  await clock.move(10_000);
  expect(await stored()).toEqual(["XX_A 1", "XX_B 0"]);
});

test("whoever stops stores first what waits", async () => {
  const { recorder, stored } = await bench();
  recorder.record(updateOf("XX_A", 0));
  await recorder.close();
  expect(await stored()).toEqual(["XX_A 0"]);
});
