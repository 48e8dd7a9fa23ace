// One version of an event against every subscription: alerts for those it concerns, and the memory of who was told.
import { alerts, newsOf } from "../../shared/contracts/alert.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import type { Metrics } from "../../shared/runtime/metrics.ts";
import { type Effect, out, saveLater } from "../../shared/runtime/service.ts";
import type { Store } from "../../shared/runtime/store.ts";
import type { ShakingModel } from "../../shared/seismo/shakingModel.ts";
import type { OwnAlert } from "./compose.ts";
import { decide, type Told } from "./decide.ts";
import { Forecast } from "./forecast.ts";
import { Headlines } from "./headlines.ts";
import { answerOf, type History } from "./history.ts";
import { Inquiry } from "./inquiry.ts";
import type { Places } from "./places.ts";
import {
  type Account,
  formatTold,
  mergeTold,
  parseTold,
  TOLD_TTL_MS,
  type ToldBy,
  tell,
  toldKey,
  type Undo,
  untell,
} from "./told.ts";

export interface DispatchDeps {
  readonly subscriptions: { readonly places: Places; readonly isLoaded: boolean; loaded(): Promise<void> };
  readonly history: History;
  readonly store: Store;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly model: ShakingModel;
}

interface Memory {
  /** Newest version decided here. */
  readonly version: number;
  /** Who has been told, that version included. */
  readonly account: Account;
  /** A repeat of that version is decided from what they knew before it, to the same end. */
  readonly undo: Undo;
  /** False while the hot state could not be asked what other replicas told. */
  readonly complete: boolean;
  readonly touchedMs: number;
}

const MOST_EVENTS = 500;
/** Alerts a message: enough that the bus costs little, few enough that replicas can share them. */
const MOST_A_BATCH = 50;

export class Dispatcher {
  readonly #deps: DispatchDeps;
  readonly #events = new Map<string, Memory>();
  /** Versions of one event that had to wait for the outside stay in order. */
  readonly #waiting = new Map<string, Promise<unknown>>();

  constructor(deps: DispatchDeps) {
    this.#deps = deps;
  }

  /** Answers at once, except when this replica takes over in the middle of an event or has no subscriptions yet. */
  dispatch(event: SeismicEvent): readonly Effect[] | Promise<readonly Effect[]> {
    const { eventId } = event;
    const before = this.#waiting.get(eventId);
    const knows = this.#deps.subscriptions.isLoaded && this.#knowsWhoWasTold(event);
    if (before === undefined && knows) return this.#decideAll(event);
    const turn = (before ?? Promise.resolve()).catch(() => undefined).then(() => this.#prepareAndDecide(event));
    this.#waiting.set(eventId, turn);
    const done = () => {
      if (this.#waiting.get(eventId) === turn) this.#waiting.delete(eventId);
    };
    turn.then(done, done);
    return turn;
  }

  /** Version 1 is the first word to anybody; after that every version in a row was seen here, or others may have spoken. */
  #knowsWhoWasTold({ eventId, version }: SeismicEvent): boolean {
    const memory = this.#events.get(eventId);
    if (memory === undefined) return version === 1;
    return version <= memory.version + 1 && memory.complete;
  }

  async #prepareAndDecide(event: SeismicEvent): Promise<readonly Effect[]> {
    await this.#deps.subscriptions.loaded();
    if (!this.#knowsWhoWasTold(event)) await this.#recall(event);
    return this.#decideAll(event);
  }

  async #recall({ eventId, version, status }: SeismicEvent): Promise<void> {
    const memory = this.#events.get(eventId);
    const known = memory?.account ?? new Map<string, Told>();
    const remembered = await this.#storedTold(eventId);
    // Without the hot state nobody knows whom to send a withdrawal; an alarm goes out even so.
    const isClosing = status === "cancelled" || status === "final";
    if (remembered === undefined && isClosing && memory === undefined) {
      throw new Unavailable(`told: the hot state does not say who was told about ${eventId}`);
    }
    this.#remember(eventId, {
      version: memory?.version ?? version - 1,
      account: mergeTold(known, remembered ?? new Map()),
      undo: [],
      complete: remembered !== undefined,
    });
  }

  /** Undefined when the hot state does not answer. */
  async #storedTold(eventId: string): Promise<ToldBy | undefined> {
    try {
      const text = await this.#deps.store.get(toldKey(eventId));
      return text === undefined ? new Map() : parseTold(text);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      this.#deps.metrics.count("eew_alarm_told_unknown_total", "Takeovers without the hot state's account");
      return undefined;
    }
  }

  #decideAll(event: SeismicEvent): readonly Effect[] {
    const memory = this.#events.get(event.eventId);
    if (memory !== undefined && event.version < memory.version) {
      this.#count("hold", "olderVersion", 1);
      return [];
    }
    const account: Account = memory?.account ?? new Map();
    if (memory?.version === event.version) untell(account, memory.undo);
    const issued = this.#alertsFor(event, account);
    const undo = tell(account, issued, event);
    const complete = memory?.complete ?? true;
    this.#remember(event.eventId, { version: event.version, account, undo, complete });
    const effects = messagesOf(event, issued);
    // An incomplete account must not overwrite the complete one of another replica.
    if (issued.length > 0 && complete) {
      // Versions come one at a time, each after the last was answered: nobody is told meanwhile.
      effects.push(saveLater(toldKey(event.eventId), () => formatTold(account), TOLD_TTL_MS));
    }
    return effects;
  }

  #alertsFor(event: SeismicEvent, account: ToldBy): OwnAlert[] {
    const { history, model, clock } = this.#deps;
    const { places } = this.#deps.subscriptions;
    const forecast = new Forecast(event, model);
    const headlines = new Headlines(event);
    const inquiry = new Inquiry(event, { forecast, model, places, atMs: clock.nowMs() });
    const issued: OwnAlert[] = [];
    const counts = new Map<string, number>();
    const { asked, told } = inquiry.concerned(account);
    const answers = asked.map((placed, n) => {
      const decision = decide({ event, forecast, headlines, placed, told: told[n] });
      if (decision.kind === "notify") issued.push(decision.alert);
      const answer = answerOf(decision);
      counts.set(answer.code, (counts.get(answer.code) ?? 0) + 1);
      return answer;
    });
    const subscriptionIds = asked.map(({ subscription }) => subscription.subscriptionId);
    history.push({ survey: inquiry, subscriptionIds, answers });
    for (const [code, by] of counts) this.#count(code.startsWith("alarm.") ? "notify" : "hold", code, by);
    if (places.size > asked.length) this.#count("hold", inquiry.leftOut, places.size - asked.length);
    return issued.sort(bySoonest(event.asOfMs));
  }

  #remember(eventId: string, memory: Omit<Memory, "touchedMs">): void {
    const nowMs = this.#deps.clock.monotonicMs();
    this.#events.delete(eventId);
    this.#events.set(eventId, { ...memory, touchedMs: nowMs });
    for (const [id, { touchedMs }] of this.#events) {
      if (this.#events.size <= MOST_EVENTS && nowMs - touchedMs < TOLD_TTL_MS) break;
      this.#events.delete(id);
    }
  }

  #count(kind: string, reason: string, by: number): void {
    const help = "Decisions about one subscriber and one version of an event";
    this.#deps.metrics.count("eew_alarm_decisions_total", help, { kind, reason }, by);
  }
}

/** Who has least time left is told first, those where S has passed last; the same on every replica. */
function bySoonest(asOfMs: number): (a: OwnAlert, b: OwnAlert) => number {
  const urgency = ({ sArrivalMs }: OwnAlert) => (sArrivalMs > asOfMs ? sArrivalMs : Number.MAX_SAFE_INTEGER);
  return (a, b) => urgency(a) - urgency(b) || (a.subscriptionId < b.subscriptionId ? -1 : 1);
}

function messagesOf(event: SeismicEvent, issued: readonly OwnAlert[]): Effect[] {
  const news = newsOf(event);
  const effects: Effect[] = [];
  for (let from = 0; from < issued.length; from += MOST_A_BATCH) {
    effects.push(out(alerts, { ...news, alerts: issued.slice(from, from + MOST_A_BATCH) }));
  }
  return effects;
}
