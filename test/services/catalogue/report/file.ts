// What is stored of an event, made up.
import type { ToldRow } from "../../../../services/catalogue/report/told.ts";
import { ORIGIN_MS } from "../anEvent.ts";

/** An alarm of version 2 that was taken 12 s before S. */
export function told(subscriptionId: string, over: Partial<ToldRow> = {}): ToldRow {
  return {
    ...{ subscriptionId, version: 2, type: "alarm.issued", outcome: "delivered", intensity: 5.1, attempts: 1 },
    ...{ atMs: ORIGIN_MS + 7100, wallMs: ORIGIN_MS + 7100, secondsLeft: 12 },
    ...over,
  };
}
