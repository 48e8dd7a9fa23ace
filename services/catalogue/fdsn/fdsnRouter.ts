// What FDSN services have in common: paths, refusals as text, the length of a request, version and WADL.
import { type Request, type Response, Router } from "express";
import type { Clock } from "../../../shared/runtime/clock.ts";
import { reasonOf, Unavailable } from "../../../shared/runtime/errors.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import { Refusal, refusalText } from "./refusal.ts";

export interface FdsnService {
  /** "/fdsnws/event/1". */
  readonly path: string;
  readonly version: string;
  /** Path of what a refusal points to; the service's own WADL where it is left out. */
  readonly usage?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** By method's name: "query", "version". */
  readonly answers: Readonly<Record<string, Answer>>;
  /** Those that are also asked by POST. */
  readonly posted?: Readonly<Record<string, Answer>>;
}

/** May throw Refusal or Unavailable. */
export type Answer = (asked: AskedQuery, response: Response) => Promise<void> | void;

export interface AskedQuery {
  /** "http://host". */
  readonly site: string;
  readonly given: Iterable<readonly [string, string]>;
  /** "http://host/fdsnws/event/1". */
  readonly base: string;
  readonly url: string;
  /** Of a POST. */
  readonly body: string;
}

/** "Request URIs […] must not exceed 2000 bytes in length including the URL encoding." */
const MOST_BYTES = 2000;
const MOST_BODY_BYTES = 1_000_000;
const RETRY_S = 5;

export function fdsnRouter(service: FdsnService): Router {
  const router = Router();
  const { path } = service;
  router.use(path, async (request, response) => {
    // For pages of other sites: what is answered here is everybody's.
    response.set({ "access-control-allow-origin": "*", "cache-control": "no-store" });
    const asked = askedOf(request, path);
    try {
      if (Buffer.byteLength(asked.url) > MOST_BYTES) throw new Refusal(414, `want at most ${MOST_BYTES} bytes`);
      const answer = answerOf(request, service);
      await answer({ ...asked, body: request.method === "POST" ? await bodyOf(request) : "" }, response);
    } catch (error) {
      if (hasHungUp(error)) return;
      refuse(refusalOf(error, service), { asked, response, service });
    }
  });
  return router;
}

function answerOf(request: Request, { answers, posted = {} }: FdsnService): Answer {
  const name = request.path.slice(1);
  const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
  if (answer === undefined) {
    throw new Refusal(404, `${name.slice(0, 80)}: no such method; there are: ${Object.keys(answers).join(", ")}`);
  }
  if (request.method === "GET" || request.method === "HEAD") return answer;
  const taken = request.method === "POST" && Object.hasOwn(posted, name) ? posted[name] : undefined;
  if (taken === undefined) throw new Refusal(405, `${request.method}: want GET`);
  return taken;
}

async function bodyOf(request: Request): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  // A connection that is closed at once would not carry the refusal.
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    bytes += piece.length;
    if (bytes > MOST_BODY_BYTES) throw new Refusal(413, `the request: want at most ${MOST_BODY_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function askedOf(request: Request, path: string): AskedQuery {
  const site = `${request.protocol}://${request.headers.host ?? "localhost"}`;
  const { originalUrl } = request;
  const at = originalUrl.indexOf("?");
  const given = new URLSearchParams(at < 0 ? "" : originalUrl.slice(at + 1));
  return { given, site, base: site + path, url: site + originalUrl, body: "" };
}

/** Whoever asked left before the end of a long answer. */
function hasHungUp(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}

function refusalOf(error: unknown, { log, path }: FdsnService): Refusal {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Unavailable)) throw error;
  log.warn({ path, reason: reasonOf(error) }, "request not answered");
  return new Refusal(503, `the catalogue's database does not answer; try again in ${RETRY_S} s`);
}

interface Refused {
  readonly asked: AskedQuery;
  readonly response: Response;
  readonly service: FdsnService;
}

function refuse(refusal: Refusal, { asked, response, service }: Refused): void {
  // Half an answer is no answer: the client shall see that it broke off.
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (refusal.status === 503) response.set("retry-after", String(RETRY_S));
  if (refusal.status === 405) response.set("allow", "GET, HEAD");
  const { version, clock, path, usage = `${path}/application.wadl` } = service;
  const said = { url: asked.url, usage: asked.site + usage, atMs: clock.nowMs(), version };
  response.status(refusal.status).type("text/plain").send(refusalText(refusal, said));
}
