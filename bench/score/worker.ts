// The score's worker thread: does the tasks it is sent, one after another, and answers each with its outcome.
import { parentPort } from "node:worker_threads";
import { reasonOf } from "../../shared/runtime/errors.ts";
import { type Recording, readRecording } from "../../simulators/recording.ts";
import { versionsOf } from "./integrate.ts";
import { readNoise } from "./noise.ts";
import { scorePicks } from "./picks.ts";
import { streamOf } from "./stream.ts";
import type { Outcome, Task } from "./task.ts";

function outcomeOf(task: Task): Outcome {
  const { kind, id } = task;
  if (kind === "decodeEvent") return decoded(id, task.path);
  if (kind === "decodeNoise") {
    const { metas, packets, stationHours, skipped } = readNoise(task);
    const { stream, faults } = streamOf(metas, packets);
    return { kind, id, stationHours, stream, skipped: [...skipped, ...faults] };
  }
  if (kind === "picks") return { kind, id, ...scorePicks(task.path) };
  return { kind, id, versions: versionsOf(task.stream) };
}

/** A recording that says it holds no earthquake is noise; one whose earthquake cannot be read cannot be judged. */
function decoded(id: string, path: string): Outcome {
  const recording = readRecording(path, { assumeGain: true });
  const { truths, isNoise, stations, packets } = recording;
  if (truths.length === 0 && !isNoise)
    throw new Error(["event.json: no earthquake with origin_time, lat and lon", ...recording.skipped].join("; "));
  const { stream, faults } = streamOf(stations, packets);
  const rest = { id, stream, stationHours: hoursOf(recording), skipped: [...recording.skipped, ...faults] };
  return isNoise ? { kind: "decodeNoise", ...rest } : { kind: "decodeEvent", path, truths, ...rest };
}

function hoursOf({ packets }: Recording): number {
  const spans = [...Map.groupBy(packets, ({ stationId }) => stationId).values()].map(
    (own) => (own.at(-1)?.receivedMs ?? 0) - (own[0]?.receivedMs ?? 0),
  );
  return spans.reduce((sum, ms) => sum + ms, 0) / 3_600_000;
}

parentPort?.on("message", (task: Task) => {
  try {
    parentPort?.postMessage(outcomeOf(task));
  } catch (error) {
    parentPort?.postMessage({ kind: "failed", id: task.id, reason: reasonOf(error) } satisfies Outcome);
  }
});
