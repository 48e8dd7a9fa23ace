// What of a waveform is not in the archive yet.
import type { Piece } from "./piece.ts";
import type { Span } from "./stationWaveforms.ts";

/** Two readings of the same packets may time a sample a little differently: by less than half of one. */
const TOLERANCE = 0.5;

/** @param covered of the same channel */
export function uncoveredParts(piece: Piece, covered: readonly Span[]): readonly Piece[] {
  const periodMs = 1000 / piece.sampleRateHz;
  const isCovered = (timeMs: number) =>
    covered.some(({ fromMs, toMs }) => timeMs > fromMs - TOLERANCE * periodMs && timeMs < toMs - TOLERANCE * periodMs);
  const parts: Piece[] = [];
  let from: number | undefined;
  for (let i = 0; i <= piece.counts.length; i += 1) {
    const isWanted = i < piece.counts.length && !isCovered(piece.timeMsOf(i));
    if (isWanted) from ??= i;
    else if (from !== undefined) {
      parts.push(piece.part(from, i));
      from = undefined;
    }
  }
  return parts;
}
