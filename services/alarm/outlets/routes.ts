// What anybody may read: CAP messages and their feed, and the newest version of an event as ShakeAlert and QuakeML have it.
import { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { modeSchema } from "../../../shared/contracts/mode.ts";
import { formatQuakeml } from "../../../shared/contracts/quakeml.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { Fault, faultAnswer, parsed } from "../../../shared/runtime/faults.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import { AtomFeed, FEED_PATH } from "./atom.ts";
import type { CapIssuer } from "./cap.ts";
import type { CapRepository } from "./capRepository.ts";
import type { RecentEvents } from "./recentEvents.ts";
import { formatShakeAlert } from "./shakeAlert.ts";

export interface OutletDeps {
  readonly repository: CapRepository;
  readonly recent: RecentEvents;
  readonly issuer: CapIssuer;
  readonly clock: Clock;
  readonly log: Log;
}

/** Read without a token, as public warnings are. */
export const OPEN_PATHS = [FEED_PATH, "/v1/cap/", "/v1/events/"] as const;

const MOST_ENTRIES = 50;
/** A message never changes, the rest does at any moment: whoever asks again is told by its ETag. */
const CACHING = { message: "public, max-age=86400, immutable", newest: "public, no-cache" } as const;

export const feedQuery = z.strictObject({ mode: modeSchema.optional().meta({ examples: ["live", "drill"] }) });
const noQuery = z.strictObject({});

export function outletRoutes(deps: OutletDeps): Router {
  const router = Router();
  const { repository, issuer } = deps;
  const atom = new AtomFeed();
  router.route(FEED_PATH).get(feed).all(onlyGet);
  router.route("/v1/cap/:identifier").get(message).all(onlyGet);
  router.route("/v1/events/:eventId/shakealert.xml").get(shakeAlert).all(onlyGet);
  router.route("/v1/events/:eventId/quakeml.xml").get(quakeml).all(onlyGet);
  router.use(["/v1/cap", "/v1/events"], (request) => {
    throw new Fault(404, `no such path: ${request.method} ${request.originalUrl.slice(0, 200)}`);
  });
  router.use(["/v1/cap", FEED_PATH, "/v1/events"], faultAnswer(deps.log));
  return router;

  async function feed(request: Request, response: Response): Promise<void> {
    const { mode } = parsed(feedQuery, { ...request.query });
    const messages = await repository.newest(mode, MOST_ENTRIES);
    answer(response, "application/atom+xml", messages[0]?.storedMs);
    response.send(atom.format({ messages, sender: issuer.sender, mode }));
  }

  async function message(request: Request, response: Response): Promise<void> {
    parsed(noQuery, { ...request.query });
    const identifier = String(request.params.identifier);
    const cap = await repository.of(identifier);
    if (cap === undefined) throw new Fault(404, `no CAP message "${identifier.slice(0, 120)}"`, "identifier");
    answer(response, "application/cap+xml", cap.storedMs, CACHING.message);
    response.send(cap.xml);
  }

  async function shakeAlert(request: Request, response: Response): Promise<void> {
    const event = await found(deps, request);
    answer(response, "application/xml", event.asOfMs);
    response.send(formatShakeAlert(event, issuer.authority));
  }

  async function quakeml(request: Request, response: Response): Promise<void> {
    const event = await found(deps, request);
    answer(response, "application/xml", event.asOfMs);
    response.send(formatQuakeml([{ versions: [event] }], { authority: issuer.sender, withArrivals: true }));
  }

  function answer(response: Response, type: string, changedMs: number | undefined, caching: string = CACHING.newest) {
    response.type(`${type}; charset=utf-8`).set("cache-control", caching);
    // A replay's clock may be ahead of ours, and nothing can have changed in the future [RFC 9110 §8.8.2.1].
    if (changedMs === undefined) return;
    response.set("last-modified", new Date(Math.min(changedMs, deps.clock.nowMs())).toUTCString());
  }
}

/** The newest that is known here or to the catalogue: a standby has heard nothing of the event. */
async function found({ repository, recent }: OutletDeps, request: Request): Promise<SeismicEvent> {
  parsed(noQuery, { ...request.query });
  const eventId = String(request.params.eventId);
  const heard = recent.of(eventId);
  const kept = await repository.newestVersionOf(eventId).catch((error: unknown) => {
    if (heard === undefined || !(error instanceof Unavailable)) throw error;
    return undefined;
  });
  const event = (kept?.version ?? 0) > (heard?.version ?? 0) ? kept : heard;
  if (event === undefined) throw new Fault(404, `no event "${eventId.slice(0, 120)}"`, "eventId");
  return event;
}

function onlyGet(request: Request, response: Response): void {
  response.set("allow", "GET, HEAD");
  throw new Fault(405, `${request.method}: want GET`);
}
