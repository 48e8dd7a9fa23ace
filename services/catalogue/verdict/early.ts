// What agencies list already when a version comes, and the verdict on it: the one found before, or that of a replay or drill,
// for which nobody is asked.
import type { AgencyEvent, Verdict } from "../../../shared/contracts/context.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { listedBetween } from "../lookup/pastEventRows.ts";
import { bestMatch, MATCH_MS } from "./match.ts";
import { nextAskMs } from "./schedule.ts";
import type { AgencySettings } from "./settings.ts";
import { judge } from "./verdict.ts";
import { expectVerdict, keepOwnVerdict, verdictIn, verdictRecordOf } from "./verdictRows.ts";

export interface Early {
  readonly agency?: AgencyEvent;
  readonly verdict?: Verdict;
}

/** Whether agencies will be asked about it. Neither of what may be noise still nor of what is not the Earth. */
function isAsked(event: SeismicEvent, { servers }: AgencySettings): boolean {
  return event.mode === "live" && event.status !== "preliminary" && servers.length > 0;
}

/** Notes that a verdict is waited for, where one is. */
export async function awaitVerdict(
  database: Database,
  event: SeismicEvent,
  { settings, nowMs }: { readonly settings: AgencySettings; readonly nowMs: number },
): Promise<void> {
  if (!isAsked(event, settings)) return;
  const { waitMs } = settings.verdict;
  const nextMs = nextAskMs({ originMs: event.origin.timeMs, nowMs, isPending: true, waitMs });
  if (nextMs !== null) await expectVerdict(database, event, nextMs);
}

/** @throws Unavailable when the database does not answer. */
export async function earlyWord(database: Database, event: SeismicEvent, settings: AgencySettings): Promise<Early> {
  const agency = await listedNow(database, event, settings.own);
  const verdict =
    event.mode === "live"
      ? await knownVerdict(database, event.eventId)
      : await ownVerdict(database, event, { agency, settings });
  return { ...(agency === undefined ? {} : { agency }), ...(verdict === undefined ? {} : { verdict }) };
}

/** The best match in the catalogue. */
export async function listedNow(
  database: Database,
  event: SeismicEvent,
  own: string,
): Promise<AgencyEvent | undefined> {
  const { timeMs } = event.origin;
  const rows = await listedBetween(database, { fromMs: timeMs - MATCH_MS, toMs: timeMs + MATCH_MS, but: own });
  return bestMatch(event, rows);
}

export function saidIn({ status, origin, magnitude }: SeismicEvent): Verdict["said"] {
  const { timeMs, latitudeDeg, longitudeDeg, depthKm } = origin;
  return { status, timeMs, latitudeDeg, longitudeDeg, depthKm, magnitude: magnitude.value };
}

async function knownVerdict(database: Database, eventId: string): Promise<Verdict | undefined> {
  const record = await verdictRecordOf(database, eventId);
  return record && verdictIn(record);
}

/** On the data clock, so that the same recording gives the same; the same again when a version comes twice. */
async function ownVerdict(
  database: Database,
  event: SeismicEvent,
  { agency, settings }: { readonly agency: AgencyEvent | undefined; readonly settings: AgencySettings },
): Promise<Verdict | undefined> {
  const nowMs = Math.round(event.asOfMs);
  const judged = judge(event, { nowMs, agency, askedMs: null }, settings.verdict);
  if (judged === undefined || judged.value === "pending") return undefined;
  const before = await verdictRecordOf(database, event.eventId);
  if (before?.value === judged.value) return verdictIn(before);
  const record = {
    ...{ eventId: event.eventId, value: judged.value, reason: judged.reason, decidedMs: nowMs, nextAskMs: null },
    ...{ revision: (before?.revision ?? 0) + 1, askedMs: null, agency: agency ?? null, said: saidIn(event) },
  };
  await keepOwnVerdict(database, event, record);
  return verdictIn(record);
}
