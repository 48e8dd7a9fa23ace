// fdsnws-dataselect 1.1: the waveforms that are kept around events, as miniSEED [fdsnws-dataselect 1.1].
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import type { Response, Router } from "express";
import type { Clock } from "../../../shared/runtime/clock.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import { asMiniSeed3, recordsOf } from "../waveforms/recordsOf.ts";
import { bodyOf } from "../waveforms/repository.ts";
import { extraHeadersOf } from "../waveforms/waveformRow.ts";
import {
  type DataselectRequest,
  dataselectParameters,
  readDataselectLines,
  readDataselectQuery,
} from "./dataselectParameters.ts";
import { type SelectedRow, selectWaveforms } from "./dataselectRows.ts";
import { fdsnRouter } from "./fdsnRouter.ts";
import { Refusal } from "./refusal.ts";
import { formatWadl } from "./wadl.ts";

export interface DataselectDeps {
  readonly database: () => Promise<Database>;
  readonly clock: Clock;
  readonly log: Log;
}

export const DATASELECT_PATH = "/fdsnws/dataselect/1";
const VERSION = "1.1.0";
const MOST_MB = 256;
const TYPES = { miniseed: "application/vnd.fdsn.mseed", miniseed3: "application/vnd.fdsn.mseed3" } as const;
const LIMIT = `A request is answered with at most ${MOST_MB} MB of waveforms; otherwise with 413.`;
const OTHERS = { version: "text/plain", "application.wadl": "application/xml" };

export function dataselectService(deps: DataselectDeps): Router {
  const { clock, log } = deps;
  const wadl = { table: dataselectParameters, types: TYPES, isPosted: true, limit: LIMIT, others: OTHERS };
  return fdsnRouter({
    path: DATASELECT_PATH,
    version: VERSION,
    clock,
    log,
    answers: {
      query: (asked, response) => answerQuery(readDataselectQuery(asked.given), response, deps),
      version: (_asked, response) => void response.type("text/plain").send(VERSION),
      "application.wadl": ({ base }, response) =>
        void response.type("application/xml").send(formatWadl({ base, ...wadl })),
    },
    posted: { query: (asked, response) => answerQuery(readDataselectLines(asked.body), response, deps) },
  });
}

async function answerQuery(request: DataselectRequest, response: Response, deps: DataselectDeps): Promise<void> {
  const database = await deps.database();
  const { rows, isTooMuch } = await selectWaveforms(database, request, MOST_MB * 1024 * 1024);
  if (isTooMuch) throw new Refusal(413, `${LIMIT} Ask for less by time, network or station.`);
  if (rows.length === 0) {
    if (request.query.nodata === "404") throw new Refusal(404, "no waveform matches the selection");
    response.status(204).end();
    return;
  }
  const { format } = request.query;
  response.type(TYPES[format]);
  response.set(
    "content-disposition",
    `attachment; filename="fdsnws-dataselect.${format === "miniseed" ? "mseed" : "mseed3"}"`,
  );
  await pipeline(Readable.from(pieces(database, rows, format)), response);
}

/** Whole records that overlap what is asked for, as data centres do; a piece at a time. */
async function* pieces(
  database: Database,
  rows: readonly SelectedRow[],
  format: keyof typeof TYPES,
): AsyncGenerator<Buffer> {
  for (const { meta, spans } of rows) {
    const kept = await bodyOf(database, meta);
    if (kept === undefined) continue;
    const isAsked = (startMs: number, endMs: number) =>
      spans.some(({ fromMs, toMs }) => endMs > fromMs && startMs < toMs);
    const records = [...recordsOf(kept.format, kept.body)].filter(({ startMs, endMs }) => isAsked(startMs, endMs));
    const isChanged = format === "miniseed3" && kept.format === "miniseed2";
    const extra = extraHeadersOf(meta);
    yield Buffer.concat(records.map((record) => (isChanged ? asMiniSeed3(record, extra) : record.bytes)));
    await setImmediate();
  }
}
