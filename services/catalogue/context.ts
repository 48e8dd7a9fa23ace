// What the catalogue says about one version of an event, within a deadline: nobody waits for it, least of all an alarm.
import type { Context as EventContext } from "../../shared/contracts/context.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { Stamps } from "../../shared/contracts/topic.ts";
import { ask } from "../../shared/runtime/ask.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { Database } from "../../shared/runtime/database.ts";
import type { Place } from "../../shared/seismo/geodesy.ts";
import type { CellCache } from "./lookup/cellCache.ts";
import type { Deadline, InTime, Questions } from "./lookup/deadline.ts";
import { findMainshock } from "./lookup/mainshock.ts";
import { plausibilityOf } from "./lookup/plausibility.ts";
import { largestOf, NEARBY, nearestOf } from "./nearby.ts";
import { coordinatesOf, type Words } from "./place.ts";
import { keepContext, keepVersion } from "./repository.ts";
import { awaitVerdict, earlyWord } from "./verdict/early.ts";
import type { AgencySettings } from "./verdict/settings.ts";

export interface ContextDeps {
  readonly database: () => Promise<Database>;
  readonly clock: Clock;
  readonly questions: Questions;
  readonly wordsOf: (place: Place) => Promise<Words>;
  readonly agencies: AgencySettings;
  readonly cache?: CellCache;
}

/** Our own catalogue of the same earthquake may be this much off in origin time: such a neighbour is no past event. */
const SAME_EVENT_MS = 60_000;

/**
 * Keeps the version whatever happens, then what is known about it in time; the rest is left out and said to be.
 * @throws Unavailable when the version or its context cannot be kept: to be tried again.
 */
export async function recordEvent(event: SeismicEvent, deps: ContextDeps, stamps: Stamps = {}): Promise<EventContext> {
  const { eventId, version } = event;
  const database = await ask(deps, `keep version ${version} of ${eventId}`, async (opened) => {
    await keepVersion(opened, event, { storedMs: deps.clock.nowMs(), stamps });
    await awaitVerdict(opened, event, { settings: deps.agencies, nowMs: deps.clock.nowMs() });
    return opened;
  });
  const context = await contextOf(event, database, deps);
  await ask(deps, `keep the context of ${eventId}`, (opened) => keepContext(opened, context));
  return context;
}

export async function contextOf(event: SeismicEvent, database: Database, deps: ContextDeps): Promise<EventContext> {
  const deadline = deps.questions.deadline();
  try {
    return contextFrom(event, await askAll(event, database, { deps, deadline }));
  } finally {
    deadline.end();
  }
}

interface Asked {
  readonly deps: ContextDeps;
  readonly deadline: Deadline;
}

type Found = Awaited<ReturnType<typeof askAll>>;

async function askAll(event: SeismicEvent, database: Database, { deps, deadline }: Asked) {
  const { origin } = event;
  const at = { latitudeDeg: origin.latitudeDeg, longitudeDeg: origin.longitudeDeg };
  const options = { ...NEARBY, beforeMs: origin.timeMs - SAME_EVENT_MS };
  const remembered = deps.cache?.nearby(at, options) ?? Promise.resolve(undefined);
  const same = { sameEventMs: SAME_EVENT_MS, agency: deps.agencies.own };
  const [place, nearest, largest, aftershock, agency] = await Promise.all([
    deadline.askAnyway(() => deps.wordsOf(at)),
    deadline.ask(async () => (await remembered)?.nearest ?? nearestOf(database, at, options)),
    deadline.ask(async () => {
      const known = (await remembered)?.largest;
      return known === undefined ? largestOf(database, at, options) : known;
    }),
    deadline.ask(() => findMainshock(database, event, same)),
    deadline.ask(() => earlyWord(database, event, deps.agencies)),
  ]);
  // For the next version, when this one has its answer.
  if ((await remembered) === undefined) deps.cache?.fill(database, at, options);
  return { place, nearest, largest, aftershock, agency };
}

function contextFrom(event: SeismicEvent, found: Found): EventContext {
  const { mode, run, eventId, version, origin, magnitude } = event;
  const words = knownOf(found.place) ?? { place: coordinatesOf(origin), region: "" };
  const largest = knownOf(found.largest) ?? null;
  const maxMagnitude = largest?.magnitude ?? null;
  const aftershockOf = knownOf(found.aftershock);
  const plausibility = plausibilityOf(mode, magnitude.value, maxMagnitude);
  const late = lateIn(found);
  return {
    ...{ mode, run, eventId, version, place: words.place },
    ...{ nearest: knownOf(found.nearest) ?? [], largest, maxMagnitude },
    ...(words.region === "" ? {} : { region: words.region }),
    ...(aftershockOf === undefined ? {} : { aftershockOf }),
    ...(knownOf(found.agency) ?? {}),
    ...(plausibility === undefined ? {} : { plausibility }),
    ...(late.length === 0 ? {} : { late }),
  };
}

function knownOf<T>(answer: InTime<T>): T | undefined {
  return answer.known ? answer.value : undefined;
}

function lateIn({ place, nearest, largest, aftershock, agency }: Found): NonNullable<EventContext["late"]> {
  return [
    ...(place.known ? [] : ["place" as const]),
    ...(nearest.known ? [] : ["nearest" as const]),
    ...(largest.known ? [] : ["largest" as const]),
    ...(aftershock.known ? [] : ["aftershock" as const]),
    ...(agency.known ? [] : ["agency" as const]),
  ];
}
