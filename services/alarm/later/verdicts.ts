// Tells everybody who was told about an event what became of it: queued in the database, offered like all information.
import type { Clock } from "../../../shared/runtime/clock.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import type { Metrics } from "../../../shared/runtime/metrics.ts";
import type { Store } from "../../../shared/runtime/store.ts";
import type { Repository } from "../repository.ts";
import type { Subscription } from "../subscription.ts";
import { parseTold, toldKey } from "../told.ts";
import type { LaterRows } from "./laterRows.ts";
import { toldAbout } from "./toldRows.ts";
import { type Judged, VERDICT_TYPE, verdictId, verdictMessage } from "./verdictMessage.ts";

export interface VerdictsDeps {
  readonly rows: LaterRows;
  readonly repository: Repository;
  readonly store: Pick<Store, "get">;
  readonly subscriptions: {
    loaded(): Promise<void>;
    of(subscriptionId: string): Subscription | undefined;
    refresh(): Promise<void>;
  };
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly stopping: AbortSignal;
  /** Something is due now. */
  readonly queued: () => void;
}

/** What was decided a moment ago, in a replay that ends as it is judged, is in the hot state or the database by then. */
const SETTLED_MS = 3000;

export class Verdicts {
  readonly #deps: VerdictsDeps;

  constructor(deps: VerdictsDeps) {
    this.#deps = deps;
  }

  /**
   * Resolves when the messages are safe; a repeat changes nothing.
   * @throws Unavailable when the database does not answer, or we stop before.
   */
  async tell(context: Judged): Promise<void> {
    const { rows, repository, clock, metrics, subscriptions, stopping, queued } = this.#deps;
    await clock.sleep(SETTLED_MS, stopping);
    if (stopping.aborted) throw new Unavailable(`verdict on ${context.eventId}: the process stops`);
    const told = new Set([
      ...(await toldAbout(repository, context.eventId)),
      ...(await this.#remembered(context.eventId)),
    ]);
    if (told.size === 0) return;
    await subscriptions.loaded();
    await subscriptions.refresh();
    const wanting = [...told].filter((id) => isWanted(subscriptions.of(id), context));
    const { mode, verdict } = context;
    const message = verdictMessage(context);
    const what = { about: `verdict.${context.eventId}`, version: verdict.revision, mode, type: VERDICT_TYPE, message };
    const about = { ...what, eventId: context.eventId };
    const notices = wanting.map((id) => ({ ...about, alertId: verdictId(context, id), subscriptionId: id }));
    await rows.announce(notices, Math.round(clock.nowMs()));
    metrics.count("eew_verdicts_told_total", "Subscribers told a verdict", { verdict: verdict.value }, wanting.length);
    queued();
  }

  /** Those whose alerts are under way may not be in the database yet. */
  async #remembered(eventId: string): Promise<readonly string[]> {
    try {
      const text = await this.#deps.store.get(toldKey(eventId));
      return text === undefined ? [] : [...parseTold(text).keys()];
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return [];
    }
  }
}

function isWanted(to: Subscription | undefined, { mode }: Judged): boolean {
  return to !== undefined && to.disabledMs === null && to.types.includes(VERDICT_TYPE) && to.modes.includes(mode);
}
