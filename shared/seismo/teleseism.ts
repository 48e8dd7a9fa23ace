// A far, large earthquake looks slow and weak: the amplitude–period test of EPIC (SCIENCE §4.6, rule 6a).

/** Of the first seconds of P at one station. */
export interface Onset {
  readonly pdM: number;
  /** Largest predominant period τp. */
  readonly tauPS: number;
}

/**
 * Mean log Pd (cm) below −3.728 + 2.817·mean log τp: too weak for its period to have come from near by. No onsets say
 * nothing: false.
 */
export function isTeleseism(onsets: readonly Onset[]): boolean {
  const meanLog = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + Math.log10(value), 0) / values.length;
  const logPdCm = meanLog(onsets.map(({ pdM }) => pdM * 100));
  return logPdCm < -3.728 + 2.817 * meanLog(onsets.map(({ tauPS }) => tauPS));
}
