// Logs: one JSON object a line, written synchronously so that the last words before a crash are not lost.
import { destination, type Logger, pino } from "pino";

export type Log = Pick<Logger, "debug" | "info" | "warn" | "error" | "fatal">;

/** @param to a file descriptor (1 = standard output) or a file's path. */
export function openLog(options: {
  readonly level: string;
  readonly service: string;
  readonly to?: number | string;
}): Logger {
  return pino(
    {
      level: options.level,
      base: { service: options.service, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination({ dest: options.to ?? 1, sync: true, mkdir: true }),
  );
}
