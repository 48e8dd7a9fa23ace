// `endpoint.disabled`: tells the owner of an endpoint that was switched off, at their other endpoints. Goes out like late
// deliveries: from the database, again until it is taken.
import type { Clock } from "../../../shared/runtime/clock.ts";
import { reasonOf } from "../../../shared/runtime/errors.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import type { Metrics } from "../../../shared/runtime/metrics.ts";
import type { Subscription } from "../subscription.ts";
import type { LaterRows, Notice } from "./laterRows.ts";

export interface NoticesDeps {
  readonly rows: LaterRows;
  readonly subscriptions: { all(): Iterable<Subscription> };
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Something is due now. */
  readonly queued: () => void;
}

const TYPE = "endpoint.disabled";
/** An owner of thousands of endpoints reads the same at ten of them. */
const MOST_TOLD = 10;
const MOST_OWED = 1000;
const RETRY_MS = 10_000;

export class Notices {
  readonly #deps: NoticesDeps;
  #owed: Notice[] = [];
  #end: () => void = () => undefined;

  constructor(deps: NoticesDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#end = this.#deps.clock.every(RETRY_MS, () => void this.flush());
  }

  async close(): Promise<void> {
    this.#end();
    await this.flush();
  }

  /** @param off the one that was switched off just now. */
  push(off: Subscription, reason: string): void {
    const { log, metrics, clock } = this.#deps;
    const { subscriptionId, name } = off;
    const label = reason.startsWith("the endpoint answered 410") ? "gone" : "failing";
    metrics.count("eew_endpoints_disabled_total", "Endpoints switched off by us", { reason: label });
    log.warn({ subscriptionId, name, reason }, "endpoint switched off");
    const atMs = Math.round(off.disabledMs ?? clock.nowMs());
    const message = noticeMessage(off, { reason, atMs });
    for (const to of this.#toldAbout(off)) {
      const alertId = `disabled.${subscriptionId}.${atMs}.${to}`;
      const about = `endpoint.${subscriptionId}`;
      this.#owed.push({ alertId, subscriptionId: to, about, mode: "drill", type: TYPE, message });
    }
    this.#owed.splice(0, this.#owed.length - MOST_OWED);
    void this.flush();
  }

  /** Never rejects: without the database it is done the next time. */
  async flush(): Promise<void> {
    const { rows, clock, log, queued } = this.#deps;
    const owed = this.#owed.splice(0);
    if (owed.length === 0) return;
    try {
      await rows.announce(owed, Math.round(clock.nowMs()));
      queued();
    } catch (error) {
      this.#owed.unshift(...owed);
      log.warn({ reason: reasonOf(error) }, "notices have to wait");
    }
  }

  /** One of each address, not those that fail themselves. */
  #toldAbout(off: Subscription): readonly string[] {
    const byUrl = new Map<string, string>();
    for (const { ownerId, url, types, disabledMs, failingSinceMs, subscriptionId } of this.#deps.subscriptions.all()) {
      if (byUrl.size >= MOST_TOLD) break;
      if (ownerId !== off.ownerId || url === off.url || byUrl.has(url)) continue;
      if (disabledMs === null && failingSinceMs === null && types.includes(TYPE)) byUrl.set(url, subscriptionId);
    }
    return [...byUrl.values()];
  }
}

/** Marked as a drill like tests are, since receivers act on anything live. */
export function noticeMessage(
  { subscriptionId, name }: Pick<Subscription, "subscriptionId" | "name">,
  { reason, atMs }: { readonly reason: string; readonly atMs: number },
): string {
  const at = new Date(atMs).toISOString();
  const headline = "NOTICE: An endpoint of yours was switched off. There is no earthquake.";
  const data = { mode: "drill", run: "notice", headline, subscriptionId, name, disabled: at, reason };
  return JSON.stringify({ type: TYPE, timestamp: at, data });
}
