// An earthquake that never happened, told to subscribers who do not exist, at the start: code that has run is compiled, so
// that the first alarm of a process is as fast as the tenth. Nothing of it leaves this file.
import { alerts, alertsOf } from "../../shared/contracts/alert.ts";
import { events, type SeismicEvent } from "../../shared/contracts/event.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { createMetrics } from "../../shared/runtime/metrics.ts";
import { memoryStore } from "../../shared/runtime/storeMemory.ts";
import { destination, type Place } from "../../shared/seismo/geodesy.ts";
import type { ShakingModel } from "../../shared/seismo/shakingModel.ts";
import { decideBulletin } from "./bulletin.ts";
import { Dispatcher } from "./dispatch.ts";
import { History } from "./history.ts";
import { alarmMessage } from "./message.ts";
import { Places } from "./places.ts";
import { headersOf } from "./signature.ts";
import { newSecret, STANDARD_SETTINGS, type Subscription } from "./subscription.ts";

const CENTRE: Place = { latitudeDeg: 0, longitudeDeg: 0 };
const ORIGIN_MS = Date.UTC(2000, 0, 1);
const SUBSCRIBERS = 400;
const REACH_KM = 150;
/** Magnitude of one version after another; the last one is withdrawn. */
const MAGNITUDES = [5, 5.4, 5.8, 6.2, 6.6, 6.6] as const;

let isWarm = false;

/** Takes less than a second, the first time in a process. @returns how many alerts were made, to see that it worked. */
export function warmUp(model: ShakingModel, clock: Clock): number {
  if (isWarm) return 0;
  isWarm = true;
  const secret = newSecret();
  const places = new Places(Array.from({ length: SUBSCRIBERS }, (_, i) => subscriberOf(i, secret)));
  const subscriptions = { places, isLoaded: true, loaded: async () => undefined };
  const own = { subscriptions, history: new History(), store: memoryStore(clock), metrics: createMetrics() };
  const dispatcher = new Dispatcher({ ...own, clock, model });
  return MAGNITUDES.reduce((made, _, i) => made + rehearse(dispatcher, places, versionOf(i), model), 0);
}

function rehearse(dispatcher: Dispatcher, places: Places, version: SeismicEvent, model: ShakingModel): number {
  const event = events.decode(events.encode(version));
  decideBulletin(event, [], { model, publicIntensity: 4 });
  const effects = dispatcher.dispatch(event);
  if (effects instanceof Promise) return 0;
  let made = 0;
  for (const effect of effects) {
    if (!("topic" in effect) || effect.topic !== alerts.name) continue;
    for (const alert of alertsOf(alerts.decode(effect.body))) {
      const subscription = places.of(alert.subscriptionId)?.subscription;
      if (subscription === undefined) continue;
      const body = alarmMessage({ alert, place: subscription, stamps: {}, late: false });
      headersOf({ id: alert.alertId, timestampS: 0, body }, [subscription.secret]);
      made += 1;
    }
  }
  return made;
}

function subscriberOf(i: number, secret: string): Subscription {
  return {
    ...STANDARD_SETTINGS,
    ...destination(CENTRE, (i * 137.5) % 360, REACH_KM * Math.sqrt((i + 1) / SUBSCRIBERS)),
    subscriptionId: `warm-up-${i}`,
    ...{ ownerId: "", name: "warm-up", url: "", secret, language: i % 2 === 0 ? "en" : "es" },
    ...{ vs30Mps: i % 3 === 0 ? 300 : null, minimumIntensity: 3, acceptPreliminary: true, modes: ["simulation"] },
    ...{ createdMs: 0, updatedMs: 0, disabledMs: null, disabledReason: "", failingSinceMs: null },
  };
}

function versionOf(i: number): SeismicEvent {
  return {
    ...{ mode: "simulation", run: "warm-up", eventId: "warm-up", version: i + 1, asOfMs: ORIGIN_MS + 4000 + 1000 * i },
    status: i === MAGNITUDES.length - 1 ? "cancelled" : "confirmed",
    origin: {
      ...CENTRE,
      ...{ timeMs: ORIGIN_MS, depthKm: 10, timeUncertaintyS: 0.3, horizontalUncertaintyKm: 3, depthUncertaintyKm: 5 },
      ...{ covarianceKm2: [9, 0, 9], azimuthalGapDeg: 90, rmsS: 0.2 },
    },
    magnitude: { value: MAGNITUDES[i] ?? 5, type: "Mpd", uncertainty: 0.3, stationCount: 8 },
    likelihood: 0.99,
    ...{ arrivals: [], observed: [], contours: [], evidence: [], reason: "warm-up" },
  };
}
