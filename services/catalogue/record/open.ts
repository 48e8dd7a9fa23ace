// The record of our own events: picks, health and versions come in, what is too old goes out.
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { healths } from "../../../shared/contracts/health.ts";
import { picks } from "../../../shared/contracts/pick.ts";
import { type Context, on, type Stage } from "../../../shared/runtime/service.ts";
import { HealthBoard } from "./healthBoard.ts";
import { PickRecorder } from "./pickRecorder.ts";
import { Retention, type RetentionDeps } from "./retention.ts";
import { keepStations, standingOf } from "./stationRows.ts";

const GROUP = "catalogue";
/** Handled at once each: as many as come. */
const PICKS_AT_ONCE = 500;

export interface EventRecorder {
  readonly stages: readonly Stage[];
  readonly health: HealthBoard;
  /** After its version is stored. @throws Unavailable */
  ended(event: SeismicEvent): Promise<void>;
  close(): Promise<void>;
}

export function openRecord(context: Context, keep: RetentionDeps["keep"]): EventRecorder {
  const { database, stations } = context;
  const health = new HealthBoard();
  const recorder = new PickRecorder(context);
  const retention = new Retention({ ...context, keep });
  retention.start();
  return {
    health,
    stages: [
      on(picks, { group: GROUP, prefetch: PICKS_AT_ONCE }, (pick) => {
        recorder.record(pick);
        return [];
      }),
      on(healths, { group: GROUP }, (heard) => {
        health.accept(heard);
        return [];
      }),
    ],
    async ended(event) {
      if (event.status !== "final" && event.status !== "cancelled") return;
      await keepStations(await database(), event.eventId, standingOf(event, { stations, health }));
    },
    async close() {
      await Promise.all([recorder.close(), retention.close()]);
    },
  };
}
