// One version of an earthquake off Guerrero, to be varied.
import type { SeismicEvent } from "../../../shared/contracts/event.ts";

export const ORIGIN_MS = Date.UTC(2018, 1, 16, 23, 39, 39);

export function anEvent(changes: Partial<SeismicEvent> = {}): SeismicEvent {
  return {
    mode: "live",
    run: "",
    eventId: "live/2018-02-16T23:39:39",
    version: 1,
    status: "confirmed",
    asOfMs: ORIGIN_MS + 9000,
    origin: {
      timeMs: ORIGIN_MS,
      latitudeDeg: 17.45,
      longitudeDeg: -101.72,
      depthKm: 16,
      timeUncertaintyS: 0.4,
      horizontalUncertaintyKm: 6,
      depthUncertaintyKm: 8,
      covarianceKm2: [18, 2, 18],
      azimuthalGapDeg: 140,
      rmsS: 0.3,
    },
    magnitude: { value: 5.3, type: "Mpd", uncertainty: 0.3, stationCount: 5 },
    likelihood: 0.97,
    arrivals: [],
    observed: [],
    contours: [{ intensity: 4, radiusKm: 60 }],
    evidence: [{ rule: "stations", value: 5, limit: 4, passed: true }],
    reason: "new",
    ...changes,
  };
}
