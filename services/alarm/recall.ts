// The decisions about one subscriber and an event of before, made again from its stored versions with today's settings: the
// decision is pure, but memory is short.
import { events, type SeismicEvent } from "../../shared/contracts/event.ts";
import type { Database } from "../../shared/runtime/database.ts";
import type { ShakingModel } from "../../shared/seismo/shakingModel.ts";
import { decide } from "./decide.ts";
import { Forecast } from "./forecast.ts";
import { Headlines } from "./headlines.ts";
import { answerOf, type DecisionRecord, History } from "./history.ts";
import { Inquiry } from "./inquiry.ts";
import { Places } from "./places.ts";
import type { Repository } from "./repository.ts";
import type { Subscription } from "./subscription.ts";
import { type Account, tell } from "./told.ts";

export interface Recall {
  readonly repository: Repository;
  /** Undefined: of whatever event is remembered. */
  readonly eventId: string | undefined;
  readonly model: ShakingModel;
}

export interface DecisionsAnswer {
  readonly answer: string;
  readonly recomputed: boolean;
  readonly decisions: readonly DecisionRecord[];
}

/** What is remembered; of an event that nothing is remembered of, what would be decided again. @throws Unavailable */
export async function answerAbout(
  subscription: Subscription,
  remembered: readonly DecisionRecord[],
  { repository, eventId, model }: Recall,
): Promise<DecisionsAnswer> {
  if (eventId === undefined) return { answer: "", recomputed: false, decisions: remembered };
  if (remembered.length > 0) return { answer: textOf(remembered, ""), recomputed: false, decisions: remembered };
  const versions = await repository.ask("read an event's versions", (database) => storedVersions(database, eventId));
  const decisions = await decideAgain(versions, subscription, model);
  return { answer: textOf(decisions, AGAIN), recomputed: true, decisions };
}

const AGAIN = " (decided again from the stored versions, with the subscription as it is today)";

/** Newest first. @param versions first to last */
export async function decideAgain(
  versions: readonly SeismicEvent[],
  subscription: Subscription,
  model: ShakingModel,
): Promise<readonly DecisionRecord[]> {
  const places = new Places([subscription]);
  const account: Account = new Map();
  const history = new History();
  for (const event of versions) {
    const [forecast, headlines] = [new Forecast(event, model), new Headlines(event)];
    const inquiry = new Inquiry(event, { forecast, model, places, atMs: Number.POSITIVE_INFINITY });
    const { asked, told } = inquiry.concerned(account);
    const decisions = asked.map((placed, n) => decide({ event, forecast, headlines, placed, told: told[n] }));
    const issued = decisions.flatMap((decision) => (decision.kind === "notify" ? [decision.alert] : []));
    tell(account, issued, event);
    const subscriptionIds = asked.map((placed) => placed.subscription.subscriptionId);
    history.push({ survey: inquiry, subscriptionIds, answers: decisions.map(answerOf) });
    // Alarms of now go first.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return history.of(subscription.subscriptionId);
}

/** As the catalogue stored them, first to last; no more than an event can have. */
async function storedVersions({ query }: Database, eventId: string): Promise<readonly SeismicEvent[]> {
  const rows = await query
    .selectFrom("event_version")
    .select("body")
    .where("event_id", "=", eventId)
    .orderBy("version")
    .limit(1000)
    .execute();
  const versions: SeismicEvent[] = [];
  for (const { body } of rows) {
    versions.push(events.decode(Buffer.from(body)));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return versions;
}

/** @param decisions newest first */
function textOf(decisions: readonly DecisionRecord[], by: string): string {
  const told = decisions.findLast(({ kind }) => kind === "notify");
  const newest = decisions.find(({ code }) => code !== "neverTold") ?? decisions[0];
  if (newest === undefined) return "Nothing is known about this subscriber and that event: none such is stored.";
  if (told !== undefined) return `Told by version ${told.version}, ${told.code}: ${told.reason}${by}`;
  return `Not told: at version ${newest.version}, ${newest.reason}${by}.`;
}
