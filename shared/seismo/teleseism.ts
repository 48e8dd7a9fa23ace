// A far, large earthquake looks slow and weak: the amplitude–period test of EPIC (SCIENCE §4.6, rule 6a).

/** Of the first seconds of P at one station. */
export interface Onset {
  readonly pdM: number;
  /** Largest predominant period τp. */
  readonly tauPS: number;
}

/**
 * −3.728 + 2.817·mean log τp, less mean log Pd (cm): above 0 it is too weak for its period to have come from near by. NaN for
 * no onsets, or where nothing was measured.
 */
export function periodExcess(onsets: readonly Onset[]): number {
  const meanLog = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + Math.log10(value), 0) / values.length;
  const logPdCm = meanLog(onsets.map(({ pdM }) => pdM * 100));
  return -3.728 + 2.817 * meanLog(onsets.map(({ tauPS }) => tauPS)) - logPdCm;
}
