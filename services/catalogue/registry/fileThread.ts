// A station list read beside the work: many megabytes of XML must not stand in an alarm's way.
import { Worker } from "node:worker_threads";
import type { Rejected, StationEntry, StationFile } from "../../../shared/contracts/stationFile.ts";
import { Malformed } from "../../../shared/contracts/topic.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";

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

/** @throws Malformed when it is no station list; Unavailable when it takes more memory than there is */
export function readStationFile(question: FileQuestion): Promise<StationFile> {
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
    worker.once("error", (cause) => reject(new Unavailable(`${question.name}: cannot be read`, { cause })));
    worker.once("exit", () => {
      if (malformed === undefined) resolve({ stations, rejected });
      else reject(new Malformed(malformed));
    });
  });
}
