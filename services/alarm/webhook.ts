// One POST to an endpoint: kept-alive connections per origin, guarded addresses, a hard time limit, no redirects, and an
// answer's body that is never trusted: at most 4 kB are read and dropped.
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from "request-filtering-agent";
import type { Clock } from "../../shared/runtime/clock.ts";
import { ForbiddenAddress, type Guard } from "./guard.ts";

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Answer =
  | { readonly kind: "answered"; readonly status: number; readonly retryAfter: string | undefined }
  /** `stale`: a kept connection had been closed by the other side; asking again at once is right. */
  | { readonly kind: "failed"; readonly error: string; readonly stale: boolean }
  /** The address may not be reached; `forGood` when no answer of a name server can change that. */
  | { readonly kind: "forbidden"; readonly error: string; readonly forGood: boolean };

export interface WebhookOptions {
  readonly guard: Guard;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly connectionsPerOrigin: number;
}

const MOST_ANSWER_BYTES = 4096;
/** Without a reason every abort would make an exception with its stack: 8 µs of each attempt. */
const OVER = "over";

export class WebhookClient {
  readonly #options: WebhookOptions;
  readonly #agents: { readonly "http:": http.Agent; readonly "https:": https.Agent };

  constructor(options: WebhookOptions) {
    this.#options = options;
    const { guard, connectionsPerOrigin: maxSockets } = options;
    const agentOptions = {
      keepAlive: true,
      maxSockets,
      maxFreeSockets: Math.min(8, maxSockets),
      lookup: guard.lookup,
      // The agent checks every address a second time; exceptions are known to our guard alone.
      allowPrivateIPAddress: guard.hasExceptions,
      allowMetaIPAddress: false,
    };
    this.#agents = {
      "http:": new RequestFilteringHttpAgent(agentOptions),
      "https:": new RequestFilteringHttpsAgent(agentOptions),
    };
  }

  /** Never rejects: whatever happens is an answer. */
  post(post: Post): Promise<Answer> {
    const url = URL.parse(post.url);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      return Promise.resolve({ kind: "forbidden", error: "not an http or https address", forGood: true });
    }
    const refusal = this.#options.guard.refusalOf(url);
    if (refusal !== undefined) return Promise.resolve({ kind: "forbidden", error: refusal, forGood: true });
    return new Promise((resolve) => this.#send(url, post, resolve));
  }

  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  #send(url: URL, post: Post, resolve: (answer: Answer) => void): void {
    const { clock, timeoutMs } = this.#options;
    const options = { method: "POST", headers: post.headers };
    const request =
      url.protocol === "https:"
        ? https.request(url, { ...options, agent: this.#agents["https:"] })
        : http.request(url, { ...options, agent: this.#agents["http:"] });
    const over = new AbortController();
    request.on("response", (response) => {
      resolve(answerOf(response));
      dropBody(response);
    });
    request.on("error", (error) => resolve(failureOf(error, request.reusedSocket)));
    request.on("close", () => {
      resolve({ kind: "failed", error: "connection closed without an answer", stale: request.reusedSocket });
      over.abort(OVER);
    });
    // From when it has a connection (not yet open): waiting for a free one is no fault of the endpoint's.
    request.on("socket", () => {
      void clock.sleep(timeoutMs, over.signal).then(() => {
        if (!over.signal.aborted) request.destroy(new Error(`no answer within ${timeoutMs} ms`));
      });
    });
    request.end(post.body);
  }
}

function answerOf({ statusCode, headers }: IncomingMessage): Answer {
  return { kind: "answered", status: statusCode ?? 0, retryAfter: headers["retry-after"] };
}

function dropBody(response: IncomingMessage): void {
  let bytes = 0;
  response.on("error", () => undefined);
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_ANSWER_BYTES) response.destroy();
  });
}

function failureOf(error: Error & { code?: unknown }, reused: boolean): Answer {
  if (error instanceof ForbiddenAddress) return { kind: "forbidden", error: error.message, forGood: false };
  const stale = reused && (error.code === "ECONNRESET" || error.code === "EPIPE");
  return { kind: "failed", error: error.message || String(error.code ?? error.name), stale };
}
