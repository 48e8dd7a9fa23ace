// Messages of each kind from one small world, to be varied.
import type { Alert } from "../../../shared/contracts/alert.ts";
import type { Context } from "../../../shared/contracts/context.ts";
import type { Delivery } from "../../../shared/contracts/delivery.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Health } from "../../../shared/contracts/health.ts";
import type { Motion } from "../../../shared/contracts/motion.ts";
import type { Pick } from "../../../shared/contracts/pick.ts";
import type { Station } from "../../../shared/contracts/station.ts";

export const LIVE = { mode: "live", run: "" } as const;
export const ORIGIN_MS = Date.UTC(2018, 1, 16, 23, 39, 39);
export const EVENT_ID = "live/2018-02-16T23:39:39";

export const origin = {
  timeMs: ORIGIN_MS,
  latitudeDeg: 17.45,
  longitudeDeg: -101.72,
  depthKm: 16,
  timeUncertaintyS: 0.4,
  horizontalUncertaintyKm: 6,
  depthUncertaintyKm: 8,
  covarianceKm2: [18, 2, 18] as [number, number, number],
  azimuthalGapDeg: 140,
  rmsS: 0.3,
};
export const magnitude = { value: 5.3, type: "Mpd", uncertainty: 0.3, stationCount: 5 };

export function anEvent(changes: Partial<SeismicEvent> = {}): SeismicEvent {
  return {
    ...LIVE,
    ...{ eventId: EVENT_ID, version: 1, status: "confirmed", asOfMs: ORIGIN_MS + 9000, origin, magnitude },
    likelihood: 0.97,
    arrivals: [],
    observed: [{ stationId: "XX_A", latitudeDeg: 17, longitudeDeg: -101, intensity: 4.2 }],
    contours: [{ intensity: 4, radiusKm: 60 }],
    evidence: [{ rule: "stations", value: 5, limit: 4, passed: true }],
    reason: "new",
    ...changes,
  };
}

export function aStation(stationId: string, changes: Partial<Station> = {}): Station {
  const channels = [{ code: "HNZ", component: "Z" as const, unit: "m/s2" as const, sensitivity: 1e6 }];
  const place = { latitudeDeg: 17, longitudeDeg: -101, elevationM: 0 };
  return { ...LIVE, stationId, ...place, sampleRateHz: 100, channels, updatedMs: 1, ...changes };
}

export function aMotion(stationId: string, intensity: number, timeMs = ORIGIN_MS): Motion {
  const peaks = { pgaMps2: 0.1, pgvMps: 0.01 };
  return { ...LIVE, stations: [{ stationId, timeMs, ...peaks, intensity, watermarkMs: timeMs + 1000 }] };
}

export function aPick(stationId: string, changes: Partial<Pick> = {}): Pick {
  return {
    ...LIVE,
    ...{ pickId: `live/${stationId}/P/${ORIGIN_MS}`, update: 0, stationId, phase: "P", phaseProbability: 0.9 },
    ...{ timeMs: ORIGIN_MS, uncertaintyS: 0.1, snr: 12, windowS: 0.5, pdM: 1e-5, pvMps: 1e-3, paMps2: 0.1 },
    ...{ pgaMps2: 0.1, pgvMps: 0.01, noisePdM: 1e-7, knownMs: ORIGIN_MS + 500, receivedMs: ORIGIN_MS + 600 },
    ...changes,
  };
}

export function aHealth(stationId: string, changes: Partial<Health["stations"][number]> = {}): Health {
  const clock = { lastSampleMs: ORIGIN_MS, latencyS: 0.3, clockOffsetS: 0, fittedRateHz: 100, noiseMps2: 0.001 };
  const counts = { packets: 1, gaps: 0, duplicates: 0, late: 0, malformed: 0 };
  return { ...LIVE, stations: [{ stationId, ...clock, ...counts, state: "ok", reason: "", ...changes }] };
}

export function aContext(changes: Partial<Context> = {}): Context {
  const known = { place: "28 km SW of Petatlán", nearest: [], largest: null, maxMagnitude: null };
  return { ...LIVE, eventId: EVENT_ID, version: 1, ...known, ...changes };
}

export function anAlert(subscriptionId: string, changes: Partial<Alert> = {}): Alert {
  return {
    ...LIVE,
    ...{
      alertId: `${EVENT_ID}.1.${subscriptionId}`,
      subscriptionId,
      type: "alarm.issued",
      eventId: EVENT_ID,
      version: 1,
    },
    ...{
      supersedes: 0,
      status: "confirmed",
      asOfMs: ORIGIN_MS + 9000,
      expiresMs: ORIGIN_MS + 60_000,
      origin,
      magnitude,
    },
    ...{ likelihood: 0.97, distanceKm: 80, intensity: 4.4, intensitySigma: 0.8, exceedanceProbability: 0.8 },
    ...{ sArrivalMs: ORIGIN_MS + 24_000, secondsLeft: 15, headline: "Strong shaking in 15 s" },
    ...changes,
  };
}

export function aDelivery(subscriptionId: string, changes: Partial<Delivery> = {}): Delivery {
  const alertId = `${EVENT_ID}.1.${subscriptionId}`;
  const attempts = [{ atMs: 1, tookMs: 8, status: 200, error: "" }];
  const of = { alertId, subscriptionId, eventId: EVENT_ID, version: 1, type: "alarm.issued" as const };
  return { ...LIVE, ...of, outcome: "delivered", attempts, delayMs: 31, message: "", ...changes };
}
