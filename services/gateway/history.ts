// Fills the picture with what the database remembers: in the background, as soon as it answers, never in anybody's way.
import type { Clock } from "../../shared/runtime/clock.ts";
import type { Database } from "../../shared/runtime/database.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import { EventBoard, MAX_EVENTS } from "./eventBoard.ts";
import type { Live } from "./live.ts";
import { oneEvent, recentEvents } from "./repository.ts";
import type { EventView } from "./view.ts";

export interface HistoryDeps {
  readonly database: () => Promise<Database>;
  readonly clock: Clock;
  readonly live: Live;
}

const RETRY_MS = 10_000;

/** Resolves when the events are there, or `stopping` was asked for. */
export async function rememberEvents({ database, clock, live }: HistoryDeps, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      const remembered = recentEvents(await database(), MAX_EVENTS);
      for await (const { event, context } of remembered) live.remember(event, context);
      return;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      await clock.sleep(RETRY_MS, stopping);
    }
  }
}

/** One event that is no longer in memory. Undefined: there is none. @throws Unavailable */
export async function recallEvent(database: () => Promise<Database>, eventId: string): Promise<EventView | undefined> {
  const board = new EventBoard();
  for (const { event, context } of await oneEvent(await database(), eventId)) {
    board.version(event, event.asOfMs);
    if (context !== null) board.context(context, event.asOfMs);
  }
  return board.eventOf(eventId);
}
