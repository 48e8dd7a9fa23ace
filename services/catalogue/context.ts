// What the catalogue says about one version of an event, within a deadline: nobody waits for it, least of all an alarm.
import type { Context as EventContext } from "../../shared/contracts/context.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { Stamps } from "../../shared/contracts/topic.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { Database } from "../../shared/runtime/database.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import type { Place } from "../../shared/seismo/geodesy.ts";
import { NEARBY, nearby } from "./nearby.ts";
import { coordinatesOf } from "./place.ts";
import { keepContext, keepVersion } from "./repository.ts";

export interface ContextDeps {
  readonly database: () => Promise<Database>;
  readonly clock: Clock;
  readonly deadlineMs: number;
  readonly placeOf: (place: Place) => Promise<string>;
}

/** Our own catalogue of the same earthquake may be this much off in origin time: such a neighbour is no past event. */
const SAME_EVENT_MS = 60_000;

/** Keeps the version, finds what is known near it, keeps that too. @throws Unavailable: to be tried again. */
export async function recordEvent(event: SeismicEvent, deps: ContextDeps, stamps: Stamps = {}): Promise<EventContext> {
  const database = await deps.database();
  await keepVersion(database, event, { storedMs: deps.clock.nowMs(), stamps });
  const context = await within(deps, contextOf(event, database, deps), `context of ${event.eventId}`);
  await keepContext(database, context);
  return context;
}

async function contextOf(event: SeismicEvent, database: Database, deps: ContextDeps): Promise<EventContext> {
  const { mode, run, eventId, version, origin } = event;
  const at = { latitudeDeg: origin.latitudeDeg, longitudeDeg: origin.longitudeDeg };
  const options = { ...NEARBY, beforeMs: origin.timeMs - SAME_EVENT_MS };
  const [place, known] = await Promise.all([wordsOf(at, deps), nearby(database, at, options)]);
  return { mode, run, eventId, version, place, ...known, nearest: [...known.nearest] };
}

/** Without a gazetteer there are still coordinates. */
function wordsOf(at: Place, { placeOf }: ContextDeps): Promise<string> {
  return placeOf(at).catch((error: unknown) => {
    if (error instanceof Unavailable) return coordinatesOf(at);
    throw error;
  });
}

async function within<T>({ clock, deadlineMs }: ContextDeps, work: Promise<T>, what: string): Promise<T> {
  const done = new AbortController();
  const late = clock.sleep(deadlineMs, done.signal).then((): never => {
    throw new Unavailable(`${what}: not known within ${deadlineMs} ms`);
  });
  // Whichever loses the race may still fail, and nobody listens to it any more.
  late.catch(() => undefined);
  return Promise.race([work, late]).finally(() => done.abort());
}
