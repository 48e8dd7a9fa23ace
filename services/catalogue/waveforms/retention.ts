// How long and how much the archive keeps: the oldest goes first, a little at a time.
import type { Context } from "../../../shared/runtime/service.ts";
import { archiveBytes, removeOldest } from "./repository.ts";

export interface RetentionOptions {
  /** 0: for ever. */
  readonly days: number;
  readonly mostBytes: number;
}

const DAY_MS = 86_400_000;
const AT_ONCE = 10;
const PAUSE_MS = 50;

/** Removes what is too old, then what is too much. @throws Unavailable */
export async function retain(context: Context, { days, mostBytes }: RetentionOptions): Promise<void> {
  const { clock, stopping, metrics } = context;
  const database = await context.database();
  const remove = async (storedMs: number): Promise<number> => {
    const bytes = await removeOldest(database, { storedMs, most: AT_ONCE });
    metrics.count("eew_waveform_removed_bytes_total", "Waveforms that left the archive", {}, bytes);
    await clock.sleep(PAUSE_MS, stopping);
    return bytes;
  };
  if (days > 0) while (!stopping.aborted && (await remove(clock.nowMs() - days * DAY_MS)) > 0);
  let bytes = await archiveBytes(database);
  while (bytes > mostBytes && !stopping.aborted) {
    const removed = await remove(Number.MAX_SAFE_INTEGER);
    if (removed === 0) break;
    bytes -= removed;
  }
  metrics.gauge("eew_waveform_archive_bytes", "Waveforms in the archive", bytes);
}
