// The agency's event that is ours: within 100 km and 30 s (Lux et al., 2024, ShakeAlert's own rule for a catalogue match).
import type { AgencyEvent } from "../../../shared/contracts/context.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { PastEventTable } from "../../../shared/runtime/schema.ts";
import { pastEventAt } from "../nearby.ts";

export const MATCH_KM = 100;
export const MATCH_MS = 30_000;

/** The nearest in place and time together; both limits still match. */
export function bestMatch(
  { origin, magnitude }: Pick<SeismicEvent, "origin" | "magnitude">,
  listed: readonly PastEventTable[],
): AgencyEvent | undefined {
  const tenth = (value: number) => Math.round(value * 10) / 10;
  const matches = listed
    .map((row) => ({ found: pastEventAt(row, origin), offMs: row.time_ms - origin.timeMs }))
    .filter(({ found, offMs }) => found.distanceKm <= MATCH_KM && Math.abs(offMs) <= MATCH_MS);
  const badness = ({ found, offMs }: (typeof matches)[number]) =>
    (found.distanceKm / MATCH_KM) ** 2 + (offMs / MATCH_MS) ** 2;
  const [best] = matches.sort((a, b) => badness(a) - badness(b) || (a.found.id < b.found.id ? -1 : 1));
  if (best === undefined) return undefined;
  const { found, offMs } = best;
  return {
    ...found,
    timeDifferenceS: tenth(offMs / 1000),
    magnitudeDifference: found.magnitude === null ? null : tenth(found.magnitude - magnitude.value),
  };
}
