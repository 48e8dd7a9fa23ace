// What stations:import does once its arguments are read: file after file to the registry, and what came of each.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import type { z } from "zod";
import { reasonOf } from "../../../shared/runtime/errors.ts";
import { errorSchema } from "../../../shared/runtime/openapi.ts";
import { progressOf } from "../progress.ts";
import type { StationImportArguments } from "./importArguments.ts";
import { importAnswer } from "./schemas.ts";

/** Of a file so small (bytes) the end is told soon enough. */
const LARGE = 500_000;

export type Imported = z.output<typeof importAnswer>;

export interface ImportTold {
  readonly signal: AbortSignal;
  /** For the progress. */
  readonly out: NodeJS.WriteStream;
  readonly say: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Every fault, warning and change: for the report. */
  readonly detail: (text: string, isFault: boolean) => void;
}

/** @returns whether every file was taken, be it with faults in it */
export async function importStationFiles(given: StationImportArguments, told: ImportTold): Promise<boolean> {
  let isWhole = true;
  for (const path of given.paths) {
    try {
      const answer = await sent(path, given, told);
      for (const { where, reason } of answer.faults) told.detail(`${path}: ${where}: ${reason}`, true);
      for (const { stationId, reason } of answer.warnings)
        told.detail(`${path}: ${stationId}: unlikely: ${reason}`, true);
      for (const change of answer.changes) told.detail(`${path}: ${changeText(change)}`, false);
      told.say(importText(path, answer));
      isWhole &&= answer.rejected === 0 || answer.added + answer.changed + answer.restored + answer.unchanged > 0;
    } catch (error) {
      told.signal.throwIfAborted();
      told.complain(`${path}: ${reasonOf(error)}`);
      isWhole = false;
    }
  }
  return isWhole;
}

async function sent(path: string, given: StationImportArguments, { signal, out }: ImportTold): Promise<Imported> {
  const { size } = await stat(path);
  const { update, note, stop } = progressOf(path, { out, isQuiet: given.isQuiet });
  const source = createReadStream(path);
  source.on("data", () => {
    update(source.bytesRead, size);
    if (source.bytesRead === size && size > LARGE) note("sent, being taken");
  });
  try {
    const response = await fetch(new URL(`/v1/stations/import?dryRun=${given.isDryRun}`, given.url), {
      method: "POST",
      headers: {
        "content-type": "text/plain; charset=utf-8",
        ...(given.token === "" ? {} : { authorization: `Bearer ${given.token}` }),
      },
      body: Readable.toWeb(source),
      duplex: "half",
      signal,
    }).catch((cause: unknown) => {
      throw new Error(`${given.url}: no answer`, { cause });
    });
    return answerIn(response.status, await response.text());
  } finally {
    source.destroy();
    stop();
  }
}

/** @throws Error in the registry's own words where it refuses */
function answerIn(status: number, text: string): Imported {
  const body = jsonIn(text);
  const answer = importAnswer.safeParse(body);
  if (status === 200 && answer.success) return answer.data;
  const refusal = errorSchema.safeParse(body);
  throw new Error(refusal.success ? `${status}: ${refusal.data.error.message}` : `${status}: no answer of a catalogue`);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** "a.csv: 4 stations added, 1 changed, 2 rejected" */
export function importText(path: string, answer: Imported): string {
  const { added, changed, restored, unchanged, rejected, warnings } = answer;
  const count = (value: number) => value.toLocaleString("en-US");
  const also = (value: number, what: string) => (value > 0 ? `, ${count(value)} ${what}` : "");
  return (
    `${path}: ${answer.dryRun ? "would be: " : ""}${count(added)} stations added` +
    also(changed, "changed") +
    also(restored, "restored") +
    also(unchanged, "unchanged") +
    also(rejected, "rejected") +
    also(warnings.length, "unlikely")
  );
}

function changeText({ stationId, action, changed }: Imported["changes"][number]): string {
  const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 80) ?? "nothing";
  const fields = Object.entries(changed).map(([field, value]) => {
    const [from, to] = [Reflect.get(Object(value), "from"), Reflect.get(Object(value), "to")];
    return `${field} ${from === null ? "" : `${shown(from)} → `}${shown(to)}`;
  });
  return `${stationId} ${action}: ${fields.join(", ")}`;
}
