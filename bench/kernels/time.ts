// Times a piece of work in processor time, which other work on the machine hardly changes: repeated until it is long
// enough to be read, several times over, with median and spread.
import { quantile } from "../quantile.ts";

export interface Timed {
  readonly kernel: string;
  readonly unit: string;
  /** Units a second of processor time: median, and the 10 % and 90 % of the repetitions. */
  readonly perS: number;
  readonly lowPerS: number;
  readonly highPerS: number;
  readonly repetitions: number;
}

export interface Kernel {
  readonly name: string;
  /** What is counted. */
  readonly unit: string;
  /** Does a piece of work; how many units it was. */
  readonly work: () => number;
}

export interface Patience {
  readonly repetitions: number;
  /** One repetition lasts at least so long. */
  readonly leastMs: number;
}

/** Compilers need a while. */
const WARM_UP = 3;

/** Of this process since it began, garbage collection included. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function timed({ name, unit, work }: Kernel, { repetitions, leastMs }: Patience): Timed {
  const warmUntil = cpuMs() + WARM_UP * leastMs;
  while (cpuMs() < warmUntil) work();
  const perS = Array.from({ length: repetitions }, () => {
    const startMs = cpuMs();
    let units = 0;
    do units += work();
    while (cpuMs() - startMs < leastMs);
    return (1000 * units) / (cpuMs() - startMs);
  }).sort((a, b) => a - b);
  return {
    kernel: name,
    unit,
    perS: quantile(perS, 0.5),
    lowPerS: quantile(perS, 0.1),
    highPerS: quantile(perS, 0.9),
    repetitions,
  };
}
