// When agencies are asked about an event: soon and often while its verdict is pending, a few times more for revisions.
const MIN_MS = 60_000;
const H_MS = 3_600_000;

/** After the origin. */
const PENDING_MS = [1, 2, 5, 10, 20, 30, 60, 180, 720, 1440, 2880].map((minutes) => minutes * MIN_MS);
/** Agencies revise their first solutions within hours, and their analysts' come in days. */
const DECIDED_MS = [1, 6, 24, 72].map((hours) => hours * H_MS);
const FIRST_RETRY_MS = MIN_MS;
const LONGEST_RETRY_MS = H_MS;

export interface Asking {
  readonly originMs: number;
  readonly nowMs: number;
  readonly isPending: boolean;
  /** A listing is waited for this long. */
  readonly waitMs: number;
}

/** Null: never again. */
export function nextAskMs({ originMs, nowMs, isPending, waitMs }: Asking): number | null {
  const after = isPending ? [...PENDING_MS, waitMs].sort((a, b) => a - b) : DECIDED_MS;
  const next = after.find((ms) => originMs + ms > nowMs);
  return next === undefined ? null : Math.ceil(originMs + next);
}

/** After an agency did not answer: later and later, and no later than it would be asked anyway. @param waitMs as it asked */
export function retryAskMs(asking: Asking, waitMs = 0): number | null {
  const { originMs, nowMs } = asking;
  const plannedMs = nextAskMs(asking);
  if (plannedMs === null) return null;
  const growingMs = Math.min(LONGEST_RETRY_MS, Math.max(FIRST_RETRY_MS, (nowMs - originMs) / 2));
  return Math.ceil(Math.max(nowMs + Math.min(waitMs, H_MS), Math.min(plannedMs, nowMs + growingMs)));
}
