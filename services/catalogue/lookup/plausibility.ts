// A hint where the magnitude is far above all that is on record: rare, or wrong. Nothing is decided by it.
import { type Mode, modePrefix } from "../../../shared/contracts/mode.ts";

const FAR_ABOVE = 1;

/** @param onRecord highest within 100 km; null where nothing is, which says nothing */
export function plausibilityOf(mode: Mode, magnitude: number, onRecord: number | null): string | undefined {
  if (onRecord === null || magnitude <= onRecord + FAR_ABOVE + 1e-9) return undefined;
  const [said, known] = [magnitude.toFixed(1), onRecord.toFixed(1)];
  return `${modePrefix(mode)}M ${said} would be far above the largest on record within 100 km (M ${known}); a hint only`;
}
