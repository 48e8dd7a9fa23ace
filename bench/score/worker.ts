// The score's worker thread: does the tasks it is sent, one after another, and answers each with its outcome.
import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import { readRecording } from "../../simulators/recording.ts";
import { versionsOf } from "./integrate.ts";
import { readNoise } from "./noise.ts";
import { scorePicks } from "./picks.ts";
import { streamOf } from "./stream.ts";
import type { Outcome, Task } from "./task.ts";

function outcomeOf(task: Task): Outcome {
  const { kind, id } = task;
  if (kind === "decodeEvent") {
    const { truths, stations, packets, skipped } = readRecording(join(task.data, "events", id), { assumeGain: true });
    return { kind, id, truths, skipped, stream: streamOf(stations, packets) };
  }
  if (kind === "decodeNoise") {
    const { metas, packets, stationHours } = readNoise(task.data, id);
    return { kind, id, stationHours, stream: streamOf(metas, packets) };
  }
  if (kind === "picks") return { kind, id, ...scorePicks(join(task.data, "picks", id)) };
  return { kind, id, versions: versionsOf(task.stream) };
}

parentPort?.on("message", (task: Task) => {
  try {
    parentPort?.postMessage(outcomeOf(task));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ kind: "failed", id: task.id, reason } satisfies Outcome);
  }
});
