// Answers GET /v1/stations: a page of stations as JSON or as a table, in pieces, since ten thousand are many megabytes.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import { parsed } from "../../../shared/runtime/faults.ts";
import { mustMay } from "../../../shared/runtime/principal.ts";
import { type StationRecord, stateOf } from "./record.ts";
import { pagesOf } from "./restore.ts";
import type { RegistryRoutesDeps } from "./routes.ts";
import { listQuery } from "./schemas.ts";
import { CSV_HEADER, csvRowsOf } from "./stationsCsv.ts";

export async function answerList(request: Request, response: Response, deps: RegistryRoutesDeps): Promise<void> {
  mustMay(response, "read");
  const { format, limit, state, network, ...filter } = parsed(listQuery, { ...request.query });
  const wanted = {
    ...filter,
    ...(state === "all" ? {} : { state }),
    ...(network === undefined ? {} : { network: network.toUpperCase() }),
  };
  const pages = pagesOf(deps.context, wanted);
  // The first page is there before the answer begins: without a database it is a 503.
  const first = await pages.next();
  const all = upTo(limit, first.done ? [] : first.value, pages);
  response.type(format === "csv" ? "text/csv" : "application/json");
  await pipeline(Readable.from(format === "csv" ? csvOf(all) : jsonOf(all)), response);
}

interface Page {
  readonly records: readonly StationRecord[];
  /** Where the next request goes on. */
  readonly next?: string | undefined;
}

async function* upTo(
  limit: number,
  first: readonly StationRecord[],
  rest: AsyncIterable<readonly StationRecord[]>,
): AsyncGenerator<Page> {
  let left = limit;
  async function* all() {
    yield first;
    yield* rest;
  }
  for await (const records of all()) {
    if (left === 0) return;
    const taken = records.slice(0, left);
    left -= taken.length;
    yield { records: taken, next: left === 0 ? taken.at(-1)?.stationId : undefined };
  }
}

async function* csvOf(pages: AsyncIterable<Page>): AsyncGenerator<string> {
  yield CSV_HEADER;
  for await (const { records } of pages) yield records.map((record) => csvRowsOf(record, stateOf(record))).join("");
}

async function* jsonOf(pages: AsyncIterable<Page>): AsyncGenerator<string> {
  let [comma, end] = ["", ""];
  yield '{"stations":[';
  for await (const { records, next } of pages) {
    const texts = records.map((record) => JSON.stringify({ ...record, state: stateOf(record) }));
    if (texts.length > 0) yield `${comma}${texts.join(",\n")}`;
    comma = ",\n";
    end = next === undefined ? "" : `,"next":${JSON.stringify(next)}`;
  }
  yield `]${end}}\n`;
}
