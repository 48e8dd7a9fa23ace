import { expect, test } from "vitest";
import { LaterRows } from "../../../../services/alarm/later/laterRows.ts";
import { Retention } from "../../../../services/alarm/later/retention.ts";
import { quiet as log } from "../fixtures.ts";
import { answered, expiredOf, openWorld } from "./fixtures.ts";

const DAY_MS = 86_400_000;

test("deliveries of ninety days ago are forgotten a few at a time, newer ones are kept", async () => {
  const world = await openWorld(() => answered(204));
  const old = Array.from({ length: 450 }, (_, i) => expiredOf({ eventId: `live-old-${i}` }));
  await world.record(...old);
  await world.clock.pass(DAY_MS);
  await world.record(expiredOf({ eventId: "live-new" }));
  const retention = new Retention({
    rows: new LaterRows(world.repository),
    clock: world.clock,
    log,
    keepMs: 90 * DAY_MS,
  });
  const left = async () => (await world.repository.deliveriesOf("sub_1", { limit: 1000 })).length;
  await retention.run();
  expect(await left()).toBe(451);
  await world.clock.pass(89.5 * DAY_MS);
  world.isDown = true;
  await retention.run();
  world.isDown = false;
  expect(await left()).toBe(451);
  world.asked = 0;
  const running = retention.run();
  await world.clock.pass(10_000);
  await running;
  expect(world.asked).toBe(3);
  expect((await world.repository.deliveriesOf("sub_1", { limit: 1000 })).map(({ eventId }) => eventId)).toEqual([
    "live-new",
  ]);
});
