import { expect, test } from "vitest";
import { Recorder } from "../../../services/alarm/recorder.ts";
import { Repository } from "../../../services/alarm/repository.ts";
import type { Delivery } from "../../../shared/contracts/delivery.ts";
import { connectDatabase } from "../../../shared/runtime/connectDatabase.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { fastClock as clock, quiet as log } from "./fixtures.ts";

const delivery = (n: number): Delivery => ({
  mode: "live",
  run: "",
  alertId: `e.1.${n}`,
  subscriptionId: "sub_1",
  eventId: "e",
  version: 1,
  type: "alarm.issued",
  outcome: "delivered",
  attempts: [],
  delayMs: null,
  message: "",
});

test("a burst of receipts is stored in a few statements, each receipt once", async () => {
  const database = await connectDatabase("sqlite::memory:", { log });
  let asked = 0;
  const repository = new Repository({
    clock,
    database: async () => {
      asked += 1;
      return database;
    },
  });
  const recorder = new Recorder({ repository, clock });
  const burst = Array.from({ length: 1200 }, (_, n) => recorder.record(delivery(n % 1100)));
  await Promise.all(burst);
  expect(asked).toBe(3);
  expect(await repository.deliveriesOf("sub_1", { limit: 5000 })).toHaveLength(1100);
  await database.close();
});

test("every receipt of a burst learns that the database does not answer, and the next burst is tried again", async () => {
  let isDown = true;
  const database = await connectDatabase("sqlite::memory:", { log });
  const reach = async () => {
    if (isDown) throw new Unavailable("database: connection refused");
    return database;
  };
  const recorder = new Recorder({ repository: new Repository({ clock, database: reach }), clock });
  const refused = await Promise.allSettled([recorder.record(delivery(1)), recorder.record(delivery(2))]);
  expect(refused.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  isDown = false;
  await recorder.record(delivery(1));
  await database.close();
});
