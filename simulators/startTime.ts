// When a drill begins: a time that names its zone, so that no drill fires before dawn for a slip of time zones
// (ShakeOut, 2023-10-19), or so many seconds from now.
import { UsageError } from "./cli.ts";

/** ISO 8601 to the minute or second, with Z or an offset. */
const WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const FARTHEST_MS = 7 * 86_400_000;

/** @throws UsageError for a time without a zone, one that has passed, or one more than a week away. */
export function startTimeFrom(text: string, nowMs: number): number {
  const want = 'want a time with its zone, e.g. "2026-10-15T16:15:00Z" or "2026-10-15T10:15:00-06:00"';
  if (!WITH_ZONE.test(text)) throw new UsageError(`--at: got "${text}", ${want}`);
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) throw new UsageError(`--at: got "${text}", which is no date; ${want}`);
  const inUtc = new Date(atMs).toISOString();
  if (atMs < nowMs) throw new UsageError(`--at: ${inUtc} has passed; it is ${new Date(nowMs).toISOString()} now`);
  if (atMs > nowMs + FARTHEST_MS) throw new UsageError(`--at: ${inUtc} is more than a week away`);
  return atMs;
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
