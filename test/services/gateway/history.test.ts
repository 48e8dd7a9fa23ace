// What a gateway remembers when it starts: event by event, so that whatever else runs in its process goes on meanwhile.
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepVersion } from "../../../services/catalogue/repository.ts";
import { rememberEvents } from "../../../services/gateway/history.ts";
import { Live } from "../../../services/gateway/live.ts";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { connectDatabase } from "../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { silentLog } from "../catalogue/context.ts";
import { anEvent, ORIGIN_MS, origin } from "./messages.ts";

const EVENTS = 8;

let database: Database;
beforeEach(async () => {
  database = await connectDatabase("sqlite::memory:", { log: silentLog() });
  for (let i = 0; i < EVENTS; i += 1) {
    const of = { eventId: `e-${i}`, origin: { ...origin, timeMs: ORIGIN_MS + i * 60_000 } };
    for (const version of [1, 2]) await keepVersion(database, anEvent({ ...of, version }));
  }
});
afterEach(() => database.close());

test("all events are remembered in their versions, and others have their turn after each", async () => {
  const live = new Live({ silentAfterMs: 30_000 });
  let [turns, isOver] = [0, false];
  const turn = () => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await rememberEvents({ database: async () => database, clock: systemClock, live }, new AbortController().signal);
  isOver = true;
  expect(live.events().map(({ eventId, versions }) => [eventId, versions.length])).toEqual(
    Array.from({ length: EVENTS }, (_, i) => [`e-${EVENTS - 1 - i}`, 2]),
  );
  expect(turns).toBeGreaterThanOrEqual(EVENTS);
});
