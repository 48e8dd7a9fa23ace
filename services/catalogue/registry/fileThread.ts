// A station list read beside the work: many megabytes of XML must not stand in an alarm's way.
import { Worker } from "node:worker_threads";
import {
  parseStationFile,
  type Rejected,
  type StationEntry,
  type StationFile,
} from "../../../shared/contracts/stationFile.ts";
import { Malformed } from "../../../shared/contracts/topic.ts";
import { reasonOf } from "../../../shared/runtime/errors.ts";

export interface FileQuestion {
  /** For messages. */
  readonly name: string;
  readonly text: string;
  readonly nowMs: number;
}

export type FilePiece =
  | { readonly stations: readonly StationEntry[]; readonly rejected: readonly Rejected[] }
  | { readonly malformed: string };

const LIMITS = { maxOldGenerationSizeMb: 1024 };
/** What is shorter (characters) is read before a thread has started. */
const SHORT = 50_000;

/** @throws Malformed when it is no station list, or one that takes more memory than there is */
export async function readStationFile(question: FileQuestion): Promise<StationFile> {
  const { name, text, nowMs } = question;
  if (text.length > SHORT) return readInThread(question);
  try {
    return parseStationFile(name, text, { nowMs });
  } catch (error) {
    throw error instanceof Malformed ? error : new Malformed(unreadable(name, error), { cause: error });
  }
}

/** Nested deeper than anybody can follow, or larger than the memory. */
export function unreadable(name: string, error: unknown): string {
  return `${name}: cannot be read: ${reasonOf(error).slice(0, 200)}`;
}

function readInThread(question: FileQuestion): Promise<StationFile> {
  const stations: StationEntry[] = [];
  const rejected: Rejected[] = [];
  let malformed: string | undefined;
  const url = new URL("./fileWorker.ts", import.meta.url);
  const worker = new Worker(url, { workerData: question, resourceLimits: LIMITS });
  worker.on("message", (piece: FilePiece) => {
    if ("malformed" in piece) malformed = piece.malformed;
    else {
      stations.push(...piece.stations);
      rejected.push(...piece.rejected);
    }
  });
  return new Promise((resolve, reject) => {
    worker.once("error", (cause) => reject(new Malformed(unreadable(question.name, cause), { cause })));
    worker.once("exit", () => {
      if (malformed === undefined) resolve({ stations, rejected });
      else reject(new Malformed(malformed));
    });
  });
}
