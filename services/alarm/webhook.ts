// One POST to an endpoint: kept-alive connections per origin, guarded addresses, a hard time limit, no redirects, and an
// answer's body that is never trusted: at most 4 kB are read and dropped. undici: half the processor time of node:http.
import type { Socket } from "node:net";
import { buildConnector, type Dispatcher, Pool } from "undici";
import type { Clock } from "../../shared/runtime/clock.ts";
import { ForbiddenAddress, type Guard } from "./guard.ts";

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Answer =
  | { readonly kind: "answered"; readonly status: number; readonly retryAfter: string | undefined }
  /** `stale`: most likely a kept connection that the other side had closed; asking again at once is right. */
  | { readonly kind: "failed"; readonly error: string; readonly stale: boolean }
  /** The address may not be reached; `forGood` when no answer of a name server can change that. */
  | { readonly kind: "forbidden"; readonly error: string; readonly forGood: boolean };

export interface WebhookOptions {
  readonly guard: Guard;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly connectionsPerOrigin: number;
}

/** Kept connections of one origin. */
interface Origin {
  readonly pool: Pool;
  /** Requests not yet over. */
  open: number;
  lastUsedMs: number;
}

const MOST_ANSWER_BYTES = 4096;
/** How exact time limits are. */
const WATCH_MS = 50;
/** A connection outlives the pause between two heartbeats to its endpoint. */
const KEEP_ALIVE_MS = 150_000;
/** For a free connection to an endpoint that is asked more than it answers. */
const MOST_WAIT_MS = 15_000;
const FORGET_ORIGIN_MS = 600_000;
const STALE = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);

export class WebhookClient {
  readonly #options: WebhookOptions;
  readonly #origins = new Map<string, Origin>();
  /** In the order they came or began, so that whoever is overdue stands first. */
  readonly #waiting = new Set<Exchange>();
  readonly #running = new Set<Exchange>();
  readonly #endWatch: () => void;

  constructor(options: WebhookOptions) {
    this.#options = options;
    this.#endWatch = options.clock.every(WATCH_MS, () => this.#watch());
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

  /** When something was last sent to that origin by this client's clock; undefined when not lately. */
  lastUsedMs(origin: string): number | undefined {
    return this.#origins.get(origin)?.lastUsedMs;
  }

  close(): void {
    this.#endWatch();
    for (const { pool } of this.#origins.values()) void pool.destroy().catch(() => undefined);
    this.#origins.clear();
  }

  #send(url: URL, { headers, body }: Post, resolve: (answer: Answer) => void): void {
    const { clock } = this.#options;
    const origin = this.#originOf(url.origin);
    origin.open += 1;
    const exchange = new Exchange({
      resolve,
      onStart: () => {
        this.#waiting.delete(exchange);
        exchange.sinceMs = clock.monotonicMs();
        this.#running.add(exchange);
      },
      onEnd: () => {
        origin.open -= 1;
        origin.lastUsedMs = clock.monotonicMs();
        this.#waiting.delete(exchange);
        this.#running.delete(exchange);
      },
    });
    exchange.sinceMs = clock.monotonicMs();
    this.#waiting.add(exchange);
    const path = `${url.pathname}${url.search}`;
    origin.pool.dispatch({ method: "POST", path, headers: { ...headers }, body }, exchange);
  }

  #originOf(name: string): Origin {
    const known = this.#origins.get(name);
    if (known !== undefined) return known;
    const { connectionsPerOrigin: connections, clock } = this.#options;
    const pool = new Pool(name, {
      connections,
      connect: this.#connector(),
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      // Both limits are ours, by the injected clock.
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: false,
    });
    const origin = { pool, open: 0, lastUsedMs: clock.monotonicMs() };
    this.#origins.set(name, origin);
    return origin;
  }

  /** Looks at the resolved address while connecting, and at the address that was connected to once more. */
  #connector(): buildConnector.connector {
    const { guard, timeoutMs } = this.#options;
    // No Nagle: it is on by default, and the last part of a request is worth most at once.
    const socketOptions = { lookup: guard.lookup, timeout: timeoutMs, noDelay: true, allowH2: false };
    const connect = buildConnector(socketOptions as buildConnector.BuildOptions);
    return (options, callback) =>
      connect(options, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        const refusal = refusalOf(guard, options.hostname, socket);
        if (refusal === undefined) return callback(null, socket);
        socket.destroy();
        callback(new ForbiddenAddress(refusal), null);
      });
  }

  #watch(): void {
    const { clock, timeoutMs } = this.#options;
    const nowMs = clock.monotonicMs();
    abortOverdue(this.#running, nowMs - timeoutMs, `no answer within ${timeoutMs} ms`);
    abortOverdue(this.#waiting, nowMs - MOST_WAIT_MS, `no connection within ${MOST_WAIT_MS} ms`);
    for (const [name, { pool, open, lastUsedMs }] of this.#origins) {
      if (open > 0 || nowMs - lastUsedMs < FORGET_ORIGIN_MS) continue;
      this.#origins.delete(name);
      void pool.close().catch(() => undefined);
    }
  }
}

function abortOverdue(exchanges: Iterable<Exchange>, sinceMs: number, error: string): void {
  for (const exchange of exchanges) {
    if (exchange.sinceMs > sinceMs) break;
    exchange.abort(error);
  }
}

interface ExchangeOptions {
  readonly resolve: (answer: Answer) => void;
  readonly onStart: () => void;
  readonly onEnd: () => void;
}

/** One request and its answer. The time limit runs from when it has a connection: waiting for one is nobody's fault. */
class Exchange implements Dispatcher.DispatchHandler {
  /** When it came, later: when it began. */
  sinceMs = 0;
  readonly #options: ExchangeOptions;
  #controller: Dispatcher.DispatchController | undefined;
  #bytes = 0;
  #isOver = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  abort(error: string): void {
    this.#end({ kind: "failed", error, stale: false });
    this.#controller?.abort(new Error(error));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error("too late"));
    else this.#options.onStart();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Record<string, unknown>): void {
    const retryAfter = headers["retry-after"];
    this.#options.resolve({
      kind: "answered",
      status,
      retryAfter: typeof retryAfter === "string" ? retryAfter : undefined,
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MOST_ANSWER_BYTES) controller.abort(new Error("the answer is too long"));
  }

  onResponseEnd(): void {
    this.#end({ kind: "failed", error: "no answer", stale: false });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#end(failureOf(error));
  }

  /** The answer counts only if there was none before. */
  #end(answer: Answer): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.resolve(answer);
    this.#options.onEnd();
  }
}

function refusalOf(guard: Guard, host: string, { remoteAddress }: Socket): string | undefined {
  if (remoteAddress !== undefined && guard.mayReach(host, remoteAddress)) return undefined;
  return `host "${host}" was connected to ${remoteAddress ?? "nothing"}, want public addresses`;
}

function failureOf(error: Error & { code?: unknown; cause?: unknown }): Answer {
  const forbidden = [error, error.cause].find((each) => each instanceof ForbiddenAddress);
  if (forbidden !== undefined) return { kind: "forbidden", error: forbidden.message, forGood: false };
  return {
    kind: "failed",
    error: error.message || String(error.code ?? error.name),
    stale: STALE.has(String(error.code)),
  };
}
