// One address for the page: hands on requests to the services behind it. Their answers stream through; they alone judge
// who may what.
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { type Request, type Response, Router } from "express";
import { Agent, type Dispatcher } from "undici";
import type { Clock } from "../../../shared/runtime/clock.ts";
import { reasonOf } from "../../../shared/runtime/errors.ts";
import { Fault } from "../../../shared/runtime/faults.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import { passedOn, targetOf, type Upstream } from "./upstreams.ts";

export interface UpstreamProxy {
  readonly routes: Router;
  close(): Promise<void>;
}

export interface ProxyDeps {
  readonly log: Log;
  readonly clock: Pick<Clock, "sleep">;
}

export interface ProxyOptions {
  /** Larger requests are refused. */
  readonly bodyBytes?: number;
  readonly answerWithinMs?: number;
  /** To each service; more requests wait for one, no longer than for an answer. */
  readonly connections?: number;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
/** As much as a list of stations may have. */
const BODY_BYTES = 24 * 1024 * 1024;
const CONNECT_WITHIN_MS = 3000;
const ANSWER_WITHIN_MS = 30_000;
const CONNECTIONS = 32;
/** A request that came through here is not handed on again: two gateways that name each other would play ping-pong. */
const MARK = "x-tocsin-gateway";

export function openProxy(
  upstreams: readonly Upstream[],
  { log, clock }: ProxyDeps,
  options: ProxyOptions = {},
): UpstreamProxy {
  const { bodyBytes = BODY_BYTES, answerWithinMs = ANSWER_WITHIN_MS, connections = CONNECTIONS } = options;
  const agent = new Agent({
    connections,
    connect: { timeout: CONNECT_WITHIN_MS },
    headersTimeout: answerWithinMs,
    bodyTimeout: answerWithinMs,
  });
  const routes = Router();
  routes.use(async (request, response, next) => {
    const target = targetOf(upstreams, request.originalUrl.split("?")[0] ?? "");
    if (target.kind === "nobody") return next();
    if (target.kind === "crooked") throw new Fault(400, "path: want one without . and .. and encoded slashes");
    if (request.get(MARK) !== undefined)
      throw new Fault(508, "path: the gateways name each other; see GATEWAY_UPSTREAM");
    if (!METHODS.has(request.method)) throw new Fault(405, `${request.method}: want ${[...METHODS].join(", ")}`);
    const body = await bodyOf(request, bodyBytes);
    if (body === undefined) return;
    await handOn(target.upstream, { request, response, body });
  });
  return { routes, close: () => agent.destroy() };

  async function handOn(upstream: Upstream, exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const answer = await answerOf(upstream, exchange, gone.signal).catch((error: unknown) => {
      if (gone.signal.aborted) return undefined;
      const { origin } = upstream;
      log.warn({ origin, path: request.path, reason: reasonOf(error) }, "no answer from the service behind");
      throw new Fault(isTimeout(error) ? 504 : 502, `the service that answers ${request.path} does not answer now`);
    });
    if (answer === undefined) return;
    response.status(answer.statusCode).set(passedOn(answer.headers));
    // Whoever asked has gone, or the service broke off: either way there is nobody left to tell.
    await pipeline(answer.body, response).catch(() => response.destroy());
  }

  /** A request that still waits for a connection does not hear its signal: it is given up here. */
  async function answerOf({ origin }: Upstream, { request, body }: Exchange, gone: AbortSignal) {
    const [answered, givenUp] = [new AbortController(), new AbortController()];
    const late = clock.sleep(answerWithinMs, answered.signal).then(() => {
      if (!answered.signal.aborted) givenUp.abort();
      throw new Late("no connection in time");
    });
    const answer = agent.request({
      origin,
      path: request.originalUrl,
      method: request.method as Dispatcher.HttpMethod,
      headers: { ...passedOn(request.headers, ["host", "content-length"]), [MARK]: "1" },
      body: body.length === 0 ? null : body,
      signal: AbortSignal.any([gone, givenUp.signal]),
    });
    return Promise.race([answer, late]).finally(() => answered.abort());
  }
}

class Late extends Error {}

interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly body: Buffer;
}

/** Read whole. Undefined: whoever sent it broke off. @throws Fault */
async function bodyOf(request: IncomingMessage, mostBytes: number): Promise<Buffer | undefined> {
  const tooLarge = () => new Fault(413, `body: want at most ${mostBytes} bytes`);
  if (Number(request.headers["content-length"] ?? 0) > mostBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= mostBytes) chunks.push(chunk);
  });
  try {
    if (!request.readableEnded) await once(request, "end");
  } catch (error) {
    if (request.destroyed) return undefined;
    throw error;
  }
  if (bytes > mostBytes) throw tooLarge();
  return Buffer.concat(chunks);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Late || (error instanceof Error && "code" in error && String(error.code).includes("TIMEOUT"));
}
