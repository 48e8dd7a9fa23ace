// fdsnws-station 1.1, to channel level: the live stations that are registered here [fdsnws-station 1.1].
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import type { Response, Router } from "express";
import type { Station } from "../../../shared/contracts/station.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import { type AskedQuery, fdsnRouter } from "./fdsnRouter.ts";
import { Refusal } from "./refusal.ts";
import { readStationLines, readStationQuery, type StationRequest, stationParameters } from "./stationParameters.ts";
import { selectStations } from "./stationSelection.ts";
import { stationTextPieces } from "./stationText.ts";
import { stationXmlPieces } from "./stationXmlPieces.ts";
import { formatWadl } from "./wadl.ts";

export interface StationServiceDeps {
  readonly stations: { all(): Iterable<Station> };
  readonly clock: Clock;
  readonly log: Log;
  /** Source and sender. */
  readonly agency: string;
}

export const STATION_PATH = "/fdsnws/station/1";
const VERSION = "1.1.0";
const MOST_STATIONS = 10_000;
const TYPES = { xml: "application/xml", text: "text/plain" } as const;
const LIMIT = `A request is answered with at most ${MOST_STATIONS} stations, but for level network; otherwise with 413.`;
const OTHERS = { version: "text/plain", "application.wadl": "application/xml" };
const PIECES_AT_ONCE = 100;

export function stationService(deps: StationServiceDeps): Router {
  const { clock, log } = deps;
  const wadl = { table: stationParameters, types: TYPES, isPosted: true, limit: LIMIT, others: OTHERS };
  return fdsnRouter({
    path: STATION_PATH,
    version: VERSION,
    clock,
    log,
    answers: {
      query: (asked, response) => answerQuery(readStationQuery(asked.given), { asked, response, deps }),
      version: (_asked, response) => void response.type("text/plain").send(VERSION),
      "application.wadl": ({ base }, response) =>
        void response.type("application/xml").send(formatWadl({ base, ...wadl })),
    },
    posted: { query: (asked, response) => answerQuery(readStationLines(asked.body), { asked, response, deps }) },
  });
}

interface Answering {
  readonly asked: AskedQuery;
  readonly response: Response;
  readonly deps: StationServiceDeps;
}

async function answerQuery(request: StationRequest, { asked, response, deps }: Answering): Promise<void> {
  const { level, format, nodata } = request.query;
  const most = level === "network" ? Number.POSITIVE_INFINITY : MOST_STATIONS;
  const selection = await selectStations(deps.stations.all(), request, most);
  if (selection.stations.length === 0) {
    if (nodata === "404") throw new Refusal(404, "no station matches the selection");
    response.status(204).end();
    return;
  }
  if (selection.stations.length > most) {
    throw new Refusal(413, `${LIMIT} Ask for less by network, station or place.`);
  }
  const { agency, clock } = deps;
  const options = { level, agency, createdMs: clock.nowMs(), url: asked.url };
  const pieces = format === "text" ? stationTextPieces(selection, level) : stationXmlPieces(selection, options);
  response.type(TYPES[format]);
  await pipeline(Readable.from(inTurn(pieces)), response);
}

/** Gathers small pieces, and lets alarms in the same process have their turn between. */
async function* inTurn(pieces: Iterable<string>): AsyncGenerator<string> {
  let gathered: string[] = [];
  for (const piece of pieces) {
    gathered.push(piece);
    if (gathered.length < PIECES_AT_ONCE) continue;
    yield gathered.join("");
    gathered = [];
    await setImmediate();
  }
  yield gathered.join("");
}
