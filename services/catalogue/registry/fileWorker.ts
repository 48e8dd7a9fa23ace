// Reads a station list in a thread of its own, and hands it over in pieces.
import { parentPort, workerData } from "node:worker_threads";
import { parseStationFile } from "../../../shared/contracts/stationFile.ts";
import { Malformed } from "../../../shared/contracts/topic.ts";
import { type FilePiece, type FileQuestion, unreadable } from "./fileThread.ts";

const PIECE = 200;

function say(piece: FilePiece): void {
  parentPort?.postMessage(piece);
}

const { name, text, nowMs } = workerData as FileQuestion;
try {
  const { stations, rejected } = parseStationFile(name, text, { nowMs });
  for (let at = 0; at < stations.length; at += PIECE) say({ stations: stations.slice(at, at + PIECE), rejected: [] });
  for (let at = 0; at < rejected.length; at += PIECE) say({ stations: [], rejected: rejected.slice(at, at + PIECE) });
} catch (error) {
  say({ malformed: error instanceof Malformed ? error.message : unreadable(name, error) });
}
