// One signed message to one subscriber, once; for all that is not an alarm.
import type { Clock } from "../../../shared/runtime/clock.ts";
import { headersOf, secretsOf } from "../signature.ts";
import type { Subscription } from "../subscription.ts";
import type { Answer, Post } from "../webhook.ts";

export interface Sender {
  readonly client: { post(post: Post): Promise<Answer> };
  readonly clock: Clock;
}

export interface Message {
  /** The `webhook-id`. */
  readonly id: string;
  readonly body: string;
}

/** Signed with what the subscription's secret is now. */
export function send({ client, clock }: Sender, to: Subscription, { id, body }: Message): Promise<Answer> {
  const nowMs = clock.nowMs();
  const headers = headersOf({ id, timestampS: Math.floor(nowMs / 1000), body }, secretsOf(to, nowMs));
  return client.post({ url: to.url, headers, body });
}

/** In words, "" for a success. */
export function failureOf(answer: Answer): string {
  if (answer.kind !== "answered") return answer.error.slice(0, 200);
  return answer.status >= 200 && answer.status < 300 ? "" : `answered ${answer.status}`;
}
