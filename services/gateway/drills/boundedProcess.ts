// A process of ours from its start to its end: stopped when somebody wants it or it takes too long, killed when it will not.
import { stripVTControlCharacters } from "node:util";
import type { Clock } from "../../../shared/runtime/clock.ts";
import { reasonOf } from "../../../shared/runtime/errors.ts";
import type { Launch, Launched } from "./launch.ts";

export interface BoundedProcess {
  readonly clock: Clock;
  readonly launch: (launch: Launch) => Launched;
  /** Arguments and secrets. */
  readonly command: Omit<Launch, "onLine">;
  readonly longestMs: number;
  /** Somebody wants it to end. */
  readonly stopping: AbortSignal;
  /** Told as a person reads it, without what colours a terminal; never empty. */
  readonly onLine: (line: string) => void;
}

const LINE_CHARACTERS = 300;
const KILL_AFTER_MS = 8000;

/** Resolves when it has ended, to "" or to what went wrong. */
export async function runBounded(of: BoundedProcess): Promise<string> {
  const { clock, launch, command, longestMs, stopping, onLine } = of;
  const [over, tooLong] = [new AbortController(), new AbortController()];
  const child = launch({ ...command, onLine: (line) => told(line, onLine) });
  const ended = child.ended.catch(reasonOf).finally(() => over.abort());
  void clock.sleep(longestMs, over.signal).then(() => over.signal.aborted || tooLong.abort());
  const end = async () => {
    child.stop();
    await clock.sleep(KILL_AFTER_MS, over.signal);
    if (!over.signal.aborted) child.kill();
  };
  const ending = AbortSignal.any([stopping, tooLong.signal]);
  ending.addEventListener("abort", () => void end(), { once: true });
  if (ending.aborted) void end();
  const reason = await ended;
  return tooLong.signal.aborted ? `ended because it took longer than ${Math.round(longestMs / 1000)} s` : reason;
}

function told(line: string, onLine: (line: string) => void): void {
  const plain = stripVTControlCharacters(line).slice(0, LINE_CHARACTERS);
  if (plain.trim() !== "") onLine(plain);
}
