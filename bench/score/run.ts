// The score's three phases: recordings → picks; picks → versions of events; versions → score.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { reasonOf } from "../../shared/runtime/errors.ts";
import { arrivalsOf, floorOf } from "./floor.ts";
import { type EventScore, scoreOf } from "./judge.ts";
import { type Fault, layoutOf } from "./layout.ts";
import { matchesOf } from "./match.ts";
import type { Pool } from "./pool.ts";
import type { Progress } from "./progress.ts";
import { type NoiseScore, type Score, scoreOfAll } from "./summary.ts";
import type { Outcome, Task } from "./task.ts";
import { tell } from "./tell.ts";

export interface RunOptions {
  readonly data: string;
  readonly wanted: (id: string) => boolean;
  readonly isVerbose: boolean;
}

type Of<K extends Outcome["kind"]> = Extract<Outcome, { kind: K }>;
export type Recorded = Of<"decodeEvent"> | Of<"decodeNoise">;
interface Told {
  readonly recorded: Recorded;
  readonly versions: readonly SeismicEvent[];
}

export async function run(pool: Pool, progress: Progress, options: RunOptions): Promise<Score> {
  const phase = async (title: string, tasks: readonly Task[]): Promise<Outcome[]> => {
    progress.begin(title, tasks.length);
    const outcomes = await pool.run(tasks, (done, id) => progress.done(done, id));
    progress.end();
    return outcomes;
  };
  const { events, noise, sets, failed } = layoutOf(options.data, options.wanted);
  const decoded = await phase("decode and pick", [
    ...events.map((item): Task => ({ kind: "decodeEvent", ...item })),
    ...noise.map((item): Task => ({ kind: "decodeNoise", ...item })),
  ]);
  const recordings = decoded.filter((one) => one.kind === "decodeEvent" || one.kind === "decodeNoise");
  // Pick sets take longest: begun first, they do not keep one thread busy when all the others are done.
  const outcomes = await phase("associate, locate and size", [
    ...sets.map((item): Task => ({ kind: "picks", ...item })),
    ...recordings.map(({ id, stream }): Task => ({ kind: "integrate", id, stream })),
  ]);
  const [picked, integrated] = [outcomes.slice(0, sets.length), outcomes.slice(sets.length)];
  const told = recordings.flatMap((recorded, at): Told[] => {
    const one = integrated[at];
    return one?.kind === "integrate" ? [{ recorded, versions: one.versions }] : [];
  });
  if (options.isVerbose) for (const one of told) tell(one.recorded, one.versions);
  return merge({ told, picked, failed: [...failed, ...[...decoded, ...outcomes].flatMap(faultsOf)] }, progress);
}

interface Parts {
  readonly told: readonly Told[];
  readonly picked: readonly Outcome[];
  readonly failed: readonly Fault[];
}

function merge({ told, picked, failed }: Parts, progress: Progress): Score {
  progress.begin("merge and judge", told.length);
  const faults: Fault[] = [...failed];
  const events: EventScore[] = [];
  const networks: NoiseScore[] = [];
  for (const [at, { recorded, versions }] of told.entries()) {
    try {
      if (recorded.kind === "decodeEvent") events.push(...scoresOf(recorded, versions));
      else networks.push(noiseScoreOf(recorded, versions));
    } catch (error) {
      faults.push({ id: recorded.id, reason: reasonOf(error) });
    }
    progress.done(at + 1, recorded.id);
  }
  progress.end();
  const picks = picked.flatMap((one) => (one.kind === "picks" ? [{ set: one.id, ...one.score }] : []));
  return scoreOfAll(events, networks, { picks, failed: faults });
}

function faultsOf(outcome: Outcome): Fault[] {
  if (outcome.kind === "failed") return [{ id: outcome.id, reason: outcome.reason }];
  return "skipped" in outcome ? outcome.skipped.map((reason) => ({ id: outcome.id, reason })) : [];
}

function scoresOf({ id, path, truths, stream, skipped }: Of<"decodeEvent">, versions: readonly SeismicEvent[]) {
  const matches = matchesOf(truths, versions);
  const ids = namesOf(id, truths);
  return truths.map((truth, at) =>
    scoreOf({
      id: ids[at] ?? id,
      truth,
      floor: floorOf(arrivalsOf(path, truth, stream), stream),
      matched: matches[at] ?? { events: [], otherEvents: 0 },
      notes: skipped,
    }),
  );
}

/** The folder's name; of several in it each with its own id, its origin time where it has none, and a number where that is taken. */
export function namesOf(folder: string, truths: readonly { readonly id: string; readonly timeMs: number }[]): string[] {
  if (truths.length === 1) return [folder];
  const taken = new Map<string, number>();
  return truths.map(({ id, timeMs }) => {
    const name = id || new Date(timeMs).toISOString();
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return `${folder}/${name}${count > 1 ? `#${count}` : ""}`;
  });
}

function noiseScoreOf({ id, stationHours, stream }: Of<"decodeNoise">, versions: readonly SeismicEvent[]): NoiseScore {
  const ids = (status: SeismicEvent["status"]) =>
    new Set(versions.filter((version) => version.status === status).map(({ eventId }) => eventId)).size;
  const picks = stream.steps.flatMap((step) => step.picks).filter(({ phase, update }) => phase === "P" && update === 0);
  return { id, stationHours, picks: picks.length, preliminary: ids("preliminary"), confirmed: ids("confirmed") };
}
