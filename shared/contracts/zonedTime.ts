// A time that names its zone, so that no drill fires before dawn for a slip of time zones (ShakeOut, 2023-10-19).

/** ISO 8601 to the minute or second, with Z or an offset. */
const WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const FARTHEST_MS = 7 * 86_400_000;

export type ZonedTime =
  | { readonly kind: "time"; readonly atMs: number }
  | { readonly kind: "refused"; readonly reason: string };

/** Refused: a time without a zone, one that has passed, one more than a week away; the reason follows the field's name. */
export function zonedTimeFrom(text: string, nowMs: number): ZonedTime {
  const want = 'want a time with its zone, e.g. "2026-10-15T16:15:00Z" or "2026-10-15T10:15:00-06:00"';
  if (!WITH_ZONE.test(text)) return refused(`got "${text.slice(0, 80)}", ${want}`);
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) return refused(`got "${text}", which is no date; ${want}`);
  const inUtc = new Date(atMs).toISOString();
  if (atMs < nowMs) return refused(`${inUtc} has passed; it is ${new Date(nowMs).toISOString()} now`);
  if (atMs > nowMs + FARTHEST_MS) return refused(`${inUtc} is more than a week away`);
  return { kind: "time", atMs };
}

function refused(reason: string): ZonedTime {
  return { kind: "refused", reason };
}
