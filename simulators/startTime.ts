// When a drill begins: a time that names its zone, or so many seconds from now.
import { zonedTimeFrom } from "../shared/contracts/zonedTime.ts";
import { UsageError } from "./cli.ts";

/** @throws UsageError for a time without a zone, one that has passed, or one more than a week away. */
export function startTimeFrom(text: string, nowMs: number): number {
  const time = zonedTimeFrom(text, nowMs);
  if (time.kind === "refused") throw new UsageError(`--at: ${time.reason}`);
  return time.atMs;
}

/** "2026-10-15T16:15:00.000Z, in 1 h 2 min 3 s". */
export function inWords(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((atMs - nowMs) / 1000));
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const told = parts.filter(([count], i) => count > 0 || i === 2).map(([count, unit]) => `${count} ${unit}`);
  return `${new Date(atMs).toISOString()}, in ${told.join(" ")}`;
}
