// How far an import has come: a bar on a terminal, a line at every quarter elsewhere.
import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  readonly update: (done: number, total: number) => void;
  /** A line of its own beside the bar. */
  readonly note: (text: string) => void;
  readonly stop: () => void;
}

export interface ProgressOptions {
  readonly out: NodeJS.WriteStream;
  readonly isQuiet: boolean;
}

export function progressOf(label: string, { out, isQuiet }: ProgressOptions): Progress {
  if (!out.isTTY || isQuiet) return linesOf(label, (line) => isQuiet || out.write(line));
  const format = `${label} {bar} {percentage} % | {eta_formatted} left`;
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true, stream: out }, Presets.shades_classic);
  bar.start(1, 0);
  return {
    update(done, total) {
      bar.setTotal(total);
      bar.update(done);
    },
    note(text) {
      bar.stop();
      out.write(`${label}: ${text}\n`);
      bar.start(bar.getTotal(), bar.getProgress() * bar.getTotal());
    },
    stop: () => bar.stop(),
  };
}

/** Of a file so small (bytes) the end is told soon enough. */
const LEAST_TOTAL = 5_000_000;

export function linesOf(label: string, write: (line: string) => void): Progress {
  let told = 0;
  return {
    update(done, total) {
      if (total < LEAST_TOTAL) return;
      const quarter = Math.floor((4 * done) / total);
      if (quarter > told && quarter < 4) write(`${label}: ${quarter * 25} %\n`);
      told = Math.max(told, quarter);
    },
    note: (text) => write(`${label}: ${text}\n`),
    stop: () => undefined,
  };
}
