// Asks one fdsnws-event server what it lists around one event, once; what it lists goes into the catalogue as all else does.
import type { Clock } from "../../../shared/runtime/clock.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import type { Place } from "../../../shared/seismo/geodesy.ts";
import { Intake } from "../intake.ts";
import { type Box, boxesAround } from "../nearby.ts";
import { type HarvestQuery, hostOf, urlOf } from "./query.ts";
import { Broken, request } from "./request.ts";

export interface AgencyQuestion {
  /** "https://earthquake.usgs.gov". */
  readonly server: string;
  readonly at: Place;
  readonly timeMs: number;
}

export interface AgencyDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const AROUND_MS = 120_000;
const AROUND_KM = 200;
const ANSWER_WITHIN_MS = 30_000;
/** Before the next question to whomever. */
const PAUSE_MS = 1000;

/**
 * @returns how many past earthquakes it brought that are new or changed
 * @throws Unavailable when it did not answer, or not so that an empty list means that it lists nothing
 */
export async function askAgency({ server, at, timeMs }: AgencyQuestion, deps: AgencyDeps): Promise<number> {
  let brought = 0;
  const span = { fromMs: Math.round(timeMs - AROUND_MS), toMs: Math.round(timeMs + AROUND_MS) };
  for (const box of boxesAround(at, AROUND_KM)) {
    const query = { server, startMs: span.fromMs, endMs: span.toMs, filters: filtersOf(box) };
    brought += await askWindow(query, urlOf(query, span, null), deps);
  }
  return brought;
}

/** What a server asks us to wait, where it is known that this kept it from answering. */
export function askedWaitMs(error: unknown): number {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Broken ? (cause.waitMs ?? 0) : 0;
}

async function askWindow(query: HarvestQuery, url: string, { database, clock, signal }: AgencyDeps): Promise<number> {
  let brought = 0;
  const manners = { clock, signal, pauseMs: PAUSE_MS, mostTries: 1, answerWithinMs: ANSWER_WITHIN_MS };
  const answer = await request(url, manners, async (pieces) => {
    const origin = { source: "", otherwise: hostOf(query), askedMs: Math.round(clock.nowMs()) };
    const intake = new Intake(database, url, origin);
    let characters = 0;
    for await (const piece of pieces) {
      characters += piece.length;
      await intake.take(piece);
    }
    const { rejected, added, replaced } = characters === 0 ? await intake.soFar() : await intake.finish();
    brought = added + replaced;
    if (rejected > 0) throw new Unavailable(`${rejected} of its lines are not understood`);
  });
  if (answer.kind === "too much") throw new Unavailable(`the server answered: ${answer.said}`);
  if (answer.kind === "refused") throw new Unavailable(`the server answered ${answer.status}: ${answer.said}`);
  return brought;
}

function filtersOf(box: Box): Record<string, string> {
  return {
    minlatitude: box.minLatitudeDeg.toFixed(3),
    maxlatitude: box.maxLatitudeDeg.toFixed(3),
    minlongitude: box.minLongitudeDeg.toFixed(3),
    maxlongitude: box.maxLongitudeDeg.toFixed(3),
  };
}
