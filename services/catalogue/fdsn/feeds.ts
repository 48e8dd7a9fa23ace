// Feeds of the newest earthquakes under the names of the USGS's, for scripts that read those [earthquake.usgs.gov/earthquakes/feed].
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Response, Router } from "express";
import { geoJsonPieces, SIG_PER_SQUARE } from "./eventGeoJson.ts";
import { MOST_EVENTS, readEventQuery } from "./eventParameters.ts";
import { EVENT_PATH, type EventServiceDeps } from "./eventRoutes.ts";
import { selectEvents } from "./eventRows.ts";
import { toldEvents } from "./eventTold.ts";
import { type AskedQuery, fdsnRouter } from "./fdsnRouter.ts";

export const FEEDS_PATH = "/feeds";
const VERSION = "1.0.0";
const HOUR_MS = 3_600_000;
const PERIODS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 30 * 24 * HOUR_MS } as const;
/** Least magnitudes; what is significant has a significance of 600 [earthquake.usgs.gov/data/comcat, sig]. */
const KINDS = {
  all: undefined,
  "1.0": 1,
  "2.5": 2.5,
  "4.5": 4.5,
  significant: Math.sqrt(600 / SIG_PER_SQUARE),
} as const;

interface Feed {
  readonly title: string;
  readonly periodMs: number;
  readonly minMagnitude: number | undefined;
}

/** "all_hour.geojson" and so on. */
const FEEDS: Readonly<Record<string, Feed>> = Object.fromEntries(
  Object.entries(KINDS).flatMap(([kind, minMagnitude]) =>
    Object.entries(PERIODS).map(([period, periodMs]) => {
      const kindWords = /^\d/.test(kind) ? `M${kind}+` : kind;
      return [
        `${kind}_${period}.geojson`,
        { title: `${kindWords} earthquakes, past ${period}`, periodMs, minMagnitude },
      ];
    }),
  ),
);

export function eventFeeds(deps: EventServiceDeps): Router {
  const { clock, log } = deps;
  const answers = Object.entries(FEEDS).map(([name, feed]) => [
    name,
    (asked: AskedQuery, response: Response) => answerFeed(feed, { asked, response, deps }),
  ]);
  const usage = `${EVENT_PATH}/application.wadl`;
  return fdsnRouter({ path: FEEDS_PATH, version: VERSION, usage, clock, log, answers: Object.fromEntries(answers) });
}

interface Answering {
  readonly asked: AskedQuery;
  readonly response: Response;
  readonly deps: EventServiceDeps;
}

/** Whatever is asked beside the name, as against caches, is ignored. */
async function answerFeed(feed: Feed, { asked, response, deps }: Answering): Promise<void> {
  const { agency, clock } = deps;
  const generatedMs = clock.nowMs();
  const query = {
    ...readEventQuery([["eventtype", "earthquake"]]),
    starttime: generatedMs - feed.periodMs,
    minmagnitude: feed.minMagnitude,
    limit: MOST_EVENTS,
  };
  const database = await deps.database();
  const rows = await selectEvents(database, query, agency);
  const told = toldEvents(database, rows, { agency, withAllVersions: false });
  const about = { title: `${agency}: ${feed.title}`, version: VERSION, generatedMs };
  response.type("application/json");
  const pieces = geoJsonPieces(told, { rows, ...about, url: asked.url, service: asked.site + EVENT_PATH });
  await pipeline(Readable.from(pieces), response);
}
