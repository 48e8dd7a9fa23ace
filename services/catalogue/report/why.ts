// "Why did it (not) alert?" about an event, one subscriber of it, or a time and place where something was felt.
import { events, type SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Mode } from "../../../shared/contracts/mode.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { mayDo, type Principal } from "../../../shared/runtime/principal.ts";
import { distanceKm } from "../../../shared/seismo/geodesy.ts";
import { picksWithin } from "../record/pickRows.ts";
import { type StandingDeps, standingNear } from "../record/stationRows.ts";
import { newestEvents } from "../repository.ts";
import { type FeltAt, nearestEvent, noEventText, sameEvent, witnessesOf } from "./felt.ts";
import { fileOf, namesOf } from "./file.ts";
import { type EventFile, headOf, reportOf } from "./report.ts";
import type { ToldOne } from "./schema.ts";
import type { Why } from "./whySchema.ts";

export interface WhyQuestion {
  readonly eventId: string | undefined;
  readonly subscriptionId: string | undefined;
  readonly felt: FeltAt | undefined;
  readonly mode: Mode;
  readonly run: string;
}

export type WhyAnswer = Why | { readonly kind: "missing"; readonly field: string; readonly message: string };

const NOTHING_YET =
  "No event is recorded yet. Ask with eventId, or with time, latitudeDeg and longitudeDeg of what was felt.";
const AROUND_MS = 600_000;
const PICKS_BEFORE_MS = 60_000;
const PICKS_AFTER_MS = 90_000;
const MOST_PICKS = 5000;
const NEAREST_KM = 1000;
const PAGE = { from: 0, limit: 500 };
const NOBODY = { event: null, subscription: null, felt: null };

/** @throws Unavailable */
export async function whyOf(
  database: Database,
  question: WhyQuestion,
  deps: StandingDeps & { readonly principal: Principal },
): Promise<WhyAnswer> {
  if (question.felt !== undefined) return whyFelt(database, question.felt, { ...deps, ...question });
  const eventId = question.eventId ?? (await newestEvents(database, { limit: 1 }))[0]?.event.eventId;
  if (eventId === undefined) return { ...NOBODY, answer: NOTHING_YET };
  const file = await fileOf(database, eventId, deps);
  if (file === undefined) return missing("eventId", `no event "${eventId.slice(0, 120)}"`);
  const about = eventPart(file);
  if (question.subscriptionId === undefined) return { ...NOBODY, ...about };
  const { subscriptionId } = question;
  if (!(await mayAsk(database, subscriptionId, deps.principal))) {
    return missing("subscriptionId", `no subscription "${subscriptionId.slice(0, 64)}"`);
  }
  return { ...NOBODY, ...about, ...(await subscriberPart(database, file, subscriptionId)) };
}

function missing(field: string, message: string): WhyAnswer {
  return { kind: "missing", field, message: `${field}: ${message}` };
}

function eventPart(file: EventFile): Pick<Why, "answer" | "event"> {
  const { answer, versions, told, stations, timeline: _, ...head } = reportOf(file, { page: PAGE, names: undefined });
  const { list: __, ...counts } = told;
  const id = encodeURIComponent(head.eventId);
  const paths = { reportPath: `/v1/catalogue/events/${id}/report`, pagePath: `/reports/${id}` };
  const briefly = versions.map(({ passed, alerts, stampsMs, changes, ...version }) => version);
  return { answer, event: { ...head, ...paths, versions: briefly, told: counts, stations } };
}

async function mayAsk({ query }: Database, subscriptionId: string, principal: Principal): Promise<boolean> {
  const row = await query
    .selectFrom("subscription")
    .select("owner_id")
    .where("subscription_id", "=", subscriptionId)
    .executeTakeFirst();
  return mayDo(principal, "operate") || row?.owner_id === principal.ownerId;
}

async function subscriberPart(
  database: Database,
  file: EventFile,
  subscriptionId: string,
): Promise<Pick<Why, "answer" | "subscription">> {
  const rows = file.rows.filter((row) => row.subscriptionId === subscriptionId);
  const names = await namesOf(database, rows, PAGE);
  const { told, eventId } = reportOf({ ...file, rows }, { page: PAGE, names });
  const deliveries = told.list ?? [];
  const decisionsPath = `/v1/subscriptions/${subscriptionId}/decisions?eventId=${encodeURIComponent(eventId)}`;
  const { title } = headOf(file);
  const answer = `${title}. ${deliveries.length === 0 ? notToldText(decisionsPath) : toldText(deliveries)}`;
  return { answer, subscription: { subscriptionId, deliveries, decisionsPath } };
}

function notToldText(decisionsPath: string): string {
  return `Nothing was delivered to this subscriber: GET ${decisionsPath} says why, version by version.`;
}

function toldText(deliveries: readonly ToldOne[]): string {
  const first = deliveries.find(({ outcome }) => outcome === "delivered");
  if (first === undefined) {
    const outcomes = [...new Set(deliveries.map(({ outcome }) => outcome))].join(", ");
    return `This subscriber was to be told by ${deliveries.length} alerts, and took none: ${outcomes}.`;
  }
  const when = first.afterOriginS === null ? "" : `, ${first.afterOriginS.toFixed(1)} s after the origin`;
  const left = first.secondsLeft === null ? "" : `, with ${first.secondsLeft.toFixed(1)} s left until S`;
  return `This subscriber was told by version ${first.version}${when}${left} (${deliveries.length} deliveries in all).`;
}

type Feeling = StandingDeps & Pick<WhyQuestion, "mode" | "run">;

async function whyFelt(database: Database, felt: FeltAt, deps: Feeling): Promise<Why> {
  const candidates = await eventsAround(database, felt, deps);
  const stations = standingNear(felt, deps, deps);
  const picks = await picksAround(database, felt, deps);
  const witnesses = witnessesOf(stations, picks, felt);
  const neededStations = await neededOf(database);
  const nearest = nearestEvent(candidates, felt);
  const nearestHead = nearest === undefined ? null : nearestPart(nearest, felt);
  const facts = { ...felt, neededStations, stations: [...witnesses], nearest: nearestHead };
  const same = sameEvent(candidates, felt);
  const file = same === undefined ? undefined : await fileOf(database, same.eventId, deps);
  if (file !== undefined) return { ...NOBODY, ...eventPart(file), felt: facts };
  const near = nearestHead === null ? "" : nearestText(nearestHead);
  return { ...NOBODY, answer: noEventText({ witnesses, neededStations, nearest: near }), felt: facts };
}

/** In their newest versions. */
async function eventsAround(
  { query }: Database,
  felt: FeltAt,
  { mode, run }: Pick<WhyQuestion, "mode" | "run">,
): Promise<readonly SeismicEvent[]> {
  const rows = await query
    .selectFrom("event_version")
    .select(["event_id", "body"])
    .where("mode", "=", mode)
    .where("run", "=", run)
    .where("origin_time_ms", ">=", Math.round(felt.timeMs - AROUND_MS))
    .where("origin_time_ms", "<=", Math.round(felt.timeMs + AROUND_MS))
    .orderBy("version")
    .limit(2000)
    .execute();
  const newest = new Map(rows.map((row) => [row.event_id, row.body]));
  return [...newest.values()]
    .map((body) => events.decode(Buffer.from(body)))
    .filter(({ origin }) => distanceKm(origin, felt) <= NEAREST_KM);
}

async function picksAround(database: Database, { timeMs }: FeltAt, { mode, run }: Pick<WhyQuestion, "mode" | "run">) {
  const window = { fromMs: timeMs - PICKS_BEFORE_MS, toMs: timeMs + PICKS_AFTER_MS, limit: MOST_PICKS };
  return (await picksWithin(database, { mode, run, ...window })).map(({ pick }) => pick);
}

/** As the newest event's evidence has it: the limit is the integrator's. */
async function neededOf(database: Database): Promise<number | null> {
  const [newest] = await newestEvents(database, { limit: 1 });
  return newest?.event.evidence.find(({ rule }) => rule === "stations")?.limit ?? null;
}

function nearestPart(event: SeismicEvent, felt: FeltAt) {
  const head = headOf({ versions: [{ event, storedMs: 0, stampsMs: {} }], place: undefined, verdict: undefined });
  const apartS = (event.origin.timeMs - felt.timeMs) / 1000;
  return { ...head, versionCount: event.version, distanceKm: distanceKm(event.origin, felt), apartS };
}

function nearestText({ title, distanceKm: km, apartS }: ReturnType<typeof nearestPart>): string {
  const when = `${Math.abs(apartS).toFixed(0)} s ${apartS < 0 ? "before" : "after"}`;
  return `${title}, ${km.toFixed(0)} km from there, ${when}`;
}
