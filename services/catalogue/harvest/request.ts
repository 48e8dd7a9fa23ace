// One polite request: what the server asks us to wait is waited, what broke is asked again, a few times.
import type { Clock } from "../../../shared/runtime/clock.ts";
import { reasonOf, Unavailable } from "../../../shared/runtime/errors.ts";

export type Answer =
  | { readonly kind: "taken" }
  | { readonly kind: "nothing" }
  /** More earthquakes, or more work, than the server gives at once. */
  | { readonly kind: "too much"; readonly said: string }
  | { readonly kind: "refused"; readonly status: number; readonly said: string };

export interface Manners {
  readonly clock: Clock;
  /** After every answer. */
  readonly pauseMs: number;
  readonly signal: AbortSignal;
  readonly onWait?: (waitMs: number, why: string) => void;
  /** For who asks again by a plan of their own. */
  readonly mostTries?: number;
  readonly answerWithinMs?: number;
}

const MOST_TRIES = 6;
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 3_600_000;
const ANSWER_WITHIN_MS = 300_000;
const HEADERS = { "user-agent": "tocsin-catalogue-import", accept: "text/plain" };

/** The connection broke, or the server is not well: worth another try. */
export class Broken extends Error {
  readonly waitMs: number | undefined;
  constructor(message: string, options: { readonly waitMs?: number | undefined; readonly cause?: unknown }) {
    super(message, options);
    this.waitMs = options.waitMs;
  }
}

/**
 * @param take is given the text of one answer; of a broken one only the beginning, and then all of the next one
 * @throws Unavailable when the server did not answer at the last try
 */
export async function request(
  url: string,
  manners: Manners,
  take: (pieces: AsyncIterable<string>) => Promise<void>,
): Promise<Answer> {
  const { clock, signal, pauseMs, onWait, mostTries = MOST_TRIES } = manners;
  for (let tried = 1; ; tried += 1) {
    try {
      const answer = await askOnce(url, manners, take);
      await clock.sleep(pauseMs, signal);
      return answer;
    } catch (error) {
      if (!(error instanceof Broken) || signal.aborted) throw error;
      if (tried >= mostTries) throw new Unavailable(`no answer after ${tried} tries`, { cause: error });
      const waitMs = error.waitMs ?? Math.max(pauseMs, FIRST_WAIT_MS * 2 ** (tried - 1));
      onWait?.(waitMs, reasonOf(error));
      await clock.sleep(Math.min(waitMs, LONGEST_WAIT_MS), signal);
    }
  }
}

async function askOnce(
  url: string,
  { clock, signal, answerWithinMs = ANSWER_WITHIN_MS }: Manners,
  take: (pieces: AsyncIterable<string>) => Promise<void>,
): Promise<Answer> {
  const ending = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]);
  const response = await fetch(url, { headers: HEADERS, signal: ending }).catch((cause: unknown) => {
    throw new Broken("no answer", { cause });
  });
  const { status } = response;
  if (status === 200) {
    await take(piecesOf(response));
    return { kind: "taken" };
  }
  const said = (await response.text().catch(() => "")).trim().slice(0, 300);
  if (status === 429 || (status >= 500 && status !== 504)) {
    throw new Broken(`${status}`, { waitMs: retryAfterMs(response.headers.get("retry-after"), clock.nowMs()) });
  }
  return answerOf(status, said);
}

function answerOf(status: number, said: string): Answer {
  // 404 is "nothing" only in the words of the standard: a page in HTML says that no such service is there.
  if (status === 204 || (status === 404 && !said.startsWith("<"))) return { kind: "nothing" };
  // ComCat says 400 when it means 413; 504 is a server that gave up on so long a window.
  const isTooMuch = status === 413 || status === 504 || (status === 400 && /exceeds|too many|limit of/i.test(said));
  return isTooMuch ? { kind: "too much", said } : { kind: "refused", status, said };
}

async function* piecesOf(response: Response): AsyncGenerator<string> {
  const text = new TextDecoder();
  try {
    for await (const piece of response.body ?? []) yield text.decode(piece, { stream: true });
  } catch (cause) {
    throw new Broken("the answer broke off", { cause });
  }
}

/** Seconds or a date [RFC 9110 §10.2.3]. */
function retryAfterMs(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
