// An earthquake that never happened, and subscribers who do not exist: what an alarm is rehearsed with at the start.
import { type AlertBatch, alerts } from "../../shared/contracts/alert.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { createMetrics } from "../../shared/runtime/metrics.ts";
import { memoryStore } from "../../shared/runtime/storeMemory.ts";
import { destination, type Place } from "../../shared/seismo/geodesy.ts";
import type { ShakingModel } from "../../shared/seismo/shakingModel.ts";
import { Dispatcher } from "./dispatch.ts";
import { History } from "./history.ts";
import { Places } from "./places.ts";
import { newSecret, STANDARD_SETTINGS, type Subscription } from "./subscription.ts";

const CENTRE: Place = { latitudeDeg: 0, longitudeDeg: 0 };
const ORIGIN_MS = Date.UTC(2000, 0, 1);
const REACH_KM = 150;
/** Magnitude of one version after another; the last one is withdrawn. */
const MAGNITUDES = [5, 5.4, 5.8, 6.2, 6.6, 6.6] as const;

/** First to last. */
export function rehearsedVersions(): readonly SeismicEvent[] {
  return MAGNITUDES.map((value, i) => ({
    ...{ mode: "simulation", run: "warm-up", eventId: "warm-up", version: i + 1, asOfMs: ORIGIN_MS + 4000 + 1000 * i },
    status: i === MAGNITUDES.length - 1 ? "cancelled" : "confirmed",
    origin: {
      ...CENTRE,
      ...{ timeMs: ORIGIN_MS, depthKm: 10, timeUncertaintyS: 0.3, horizontalUncertaintyKm: 3, depthUncertaintyKm: 5 },
      ...{ covarianceKm2: [9, 0, 9], azimuthalGapDeg: 90, rmsS: 0.2 },
    },
    magnitude: { value, type: "Mpd", uncertainty: 0.3, stationCount: 8 },
    likelihood: 0.99,
    ...{ arrivals: [], observed: [], contours: [], evidence: [], reason: "warm-up" },
  }));
}

export interface Rehearsal {
  readonly places: Places;
  /** What is decided about a version, to be asked one after the other. */
  readonly batchesOf: (version: SeismicEvent) => readonly AlertBatch[];
}

/** @param audience how many there are, and where their webhooks go */
export function rehearse(
  { model, clock }: { readonly model: ShakingModel; readonly clock: Clock },
  audience: { readonly count: number; readonly url: string },
): Rehearsal {
  const places = new Places(subscribersOf(audience));
  const subscriptions = { places, isLoaded: true, loaded: async () => undefined };
  const own = { subscriptions, history: new History(), store: memoryStore(clock), metrics: createMetrics() };
  const dispatcher = new Dispatcher({ ...own, clock, model });
  return {
    places,
    batchesOf(version) {
      const effects = dispatcher.dispatch(version);
      if (effects instanceof Promise) return [];
      const alarms = effects.filter((effect) => "topic" in effect && effect.topic === alerts.name);
      return alarms.flatMap((effect) => ("body" in effect ? [alerts.decode(effect.body)] : []));
    },
  };
}

/** In every direction, evenly over the reach of the earthquake. */
function subscribersOf({ count, url }: { readonly count: number; readonly url: string }): readonly Subscription[] {
  const secret = newSecret();
  return Array.from({ length: count }, (_, i) => ({
    ...STANDARD_SETTINGS,
    ...destination(CENTRE, (i * 137.5) % 360, REACH_KM * Math.sqrt((i + 1) / count)),
    subscriptionId: `warm-up-${i}`,
    ...{ ownerId: "", name: "warm-up", url, secret, language: i % 2 === 0 ? "en" : "es" },
    ...{ vs30Mps: i % 3 === 0 ? 300 : null, minimumIntensity: 3, acceptPreliminary: true, modes: ["simulation"] },
    ...{ createdMs: 0, updatedMs: 0, disabledMs: null, disabledReason: "", failingSinceMs: null },
  }));
}
