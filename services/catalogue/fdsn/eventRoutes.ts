// fdsnws-event 1.2: our own events and the imported ones, for every client that speaks FDSN [fdsnws-event 1.2].
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Response, Router } from "express";
import { publicIdsOf, quakemlDocument, quakemlEvent } from "../../../shared/contracts/quakeml.ts";
import { formatXml, type Markup, tag } from "../../../shared/contracts/xml.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import { geoJsonPieces } from "./eventGeoJson.ts";
import { type EventQuery, eventParameters, MOST_EVENTS, readEventQuery } from "./eventParameters.ts";
import { countVersions, type EventRow, selectEvents, sources } from "./eventRows.ts";
import { EVENT_TEXT_HEADER, eventLine } from "./eventText.ts";
import { type ToldEvent, toldEvents } from "./eventTold.ts";
import { type AskedQuery, fdsnRouter } from "./fdsnRouter.ts";
import { importedEventMarkup } from "./importedQuakeml.ts";
import { Refusal } from "./refusal.ts";
import { formatWadl } from "./wadl.ts";

export interface EventServiceDeps {
  readonly database: () => Promise<Database>;
  readonly clock: Clock;
  readonly log: Log;
  /** Catalogue, contributor and author of our own events, and authority of all public ids. */
  readonly agency: string;
}

export const EVENT_PATH = "/fdsnws/event/1";
const VERSION = "1.2.0";
const TYPES = { xml: "application/xml", text: "text/plain", geojson: "application/json" } as const;
const LIMIT = `A request is answered with at most ${MOST_EVENTS} events, or versions of events where all are included; otherwise with 413.`;
const OTHERS = {
  catalogs: "application/xml",
  contributors: "application/xml",
  version: "text/plain",
  "application.wadl": "application/xml",
};

export function eventService(deps: EventServiceDeps): Router {
  const { clock, log } = deps;
  const wadl = { table: eventParameters, types: TYPES, isPosted: false, limit: LIMIT, others: OTHERS };
  return fdsnRouter({
    path: EVENT_PATH,
    version: VERSION,
    clock,
    log,
    answers: {
      query: (asked, response) => answerQuery(asked, response, deps),
      catalogs: (_asked, response) => answerNames("Catalog", response, deps),
      contributors: (_asked, response) => answerNames("Contributor", response, deps),
      version: (_asked, response) => void response.type("text/plain").send(VERSION),
      "application.wadl": ({ base }, response) =>
        void response.type("application/xml").send(formatWadl({ base, ...wadl })),
    },
  });
}

async function answerNames(name: string, response: Response, { database, agency }: EventServiceDeps): Promise<void> {
  const names = new Set([agency, ...(await sources(await database()))]);
  const all = [...names].map((each) => tag(name, each));
  response.type("application/xml").send(formatXml(tag(`${name}s`, all)));
}

async function answerQuery(asked: AskedQuery, response: Response, deps: EventServiceDeps): Promise<void> {
  const query = readEventQuery(asked.given);
  const database = await deps.database();
  const rows = await selectEvents(database, query, deps.agency);
  if (rows.length === 0) {
    if (query.nodata === "404") throw new Refusal(404, "no event matches the selection");
    response.status(204).end();
    return;
  }
  const isXml = query.format === "xml";
  const withAllVersions = isXml && (query.includeallorigins || query.includeallmagnitudes);
  if (rows.length > MOST_EVENTS || (withAllVersions && (await countVersions(database, rows)) > MOST_EVENTS)) {
    throw new Refusal(413, `${LIMIT} Ask for less by time, or with limit and offset.`);
  }
  const told = toldEvents(database, rows, { agency: deps.agency, withAllVersions });
  // Before the first byte: what is not there yet can still be refused.
  const first = await told.next();
  const all = (async function* () {
    if (!first.done) yield first.value;
    yield* told;
  })();
  response.type(TYPES[query.format]);
  await pipeline(Readable.from(piecesOf(all, { rows, query, asked, deps })), response);
}

interface Answering {
  readonly rows: readonly EventRow[];
  readonly query: EventQuery;
  readonly asked: AskedQuery;
  readonly deps: EventServiceDeps;
}
type Batches = AsyncIterable<readonly ToldEvent[]>;

function piecesOf(batches: Batches, answering: Answering): AsyncGenerator<string> {
  const { format } = answering.query;
  if (format === "text") return textPieces(batches);
  if (format === "xml") return xmlPieces(batches, answering);
  const { rows, asked, deps } = answering;
  const about = { title: `Earthquakes of ${deps.agency}`, version: VERSION, generatedMs: deps.clock.nowMs() };
  return geoJsonPieces(batches, { rows, ...about, url: asked.url, service: asked.base });
}

async function* textPieces(batches: Batches): AsyncGenerator<string> {
  yield EVENT_TEXT_HEADER;
  for await (const batch of batches) yield batch.map(eventLine).join("");
}

async function* xmlPieces(batches: Batches, { query, deps }: Answering): AsyncGenerator<string> {
  const idOf = publicIdsOf(deps.agency);
  const document = quakemlDocument([{ markup: SEAM }], idOf);
  const [head = "", tail = ""] = document.split(SEAM);
  yield head;
  for await (const batch of batches) yield batch.map((each) => `${markupOf(each, query, deps).markup}\n`).join("");
  yield tail.replace(/^\n/, "");
}

/** Where the events go into an empty document. */
const SEAM = "<!-- -->";

function markupOf(told: ToldEvent, query: EventQuery, { agency }: EventServiceDeps): Markup {
  const [oldest, ...newer] = told.versions;
  if (oldest === undefined) return importedEventMarkup(told, publicIdsOf(agency));
  const onlyPreferred = [
    ...(query.includeallorigins ? [] : (["origin"] as const)),
    ...(query.includeallmagnitudes ? [] : (["magnitude"] as const)),
  ];
  const options = { authority: agency, withArrivals: query.includearrivals, onlyPreferred };
  return quakemlEvent({ versions: [oldest, ...newer], place: told.plainPlace }, options);
}
