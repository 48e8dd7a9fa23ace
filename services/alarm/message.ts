// The body of a webhook: Standard Webhooks' {type, timestamp, data}; times in ISO 8601, mode first, units in the names.
import type { Alert } from "../../shared/contracts/alert.ts";
import { alertText } from "../../shared/contracts/text/alertText.ts";
import { textOf } from "../../shared/contracts/text/textOf.ts";
import type { Stamps } from "../../shared/contracts/topic.ts";
import type { Subscription } from "./subscription.ts";

export interface AlarmMessage {
  readonly alert: Alert;
  readonly place: Pick<Subscription, "latitudeDeg" | "longitudeDeg">;
  readonly stamps: Stamps;
  /** True when the alert had expired before this attempt: information, no longer an alarm. */
  readonly late: boolean;
}

export function alarmMessage({ alert, place, stamps, late }: AlarmMessage): string {
  const { origin, magnitude } = alert;
  const { sensed, received, picked, located, decided } = stamps;
  const { direction, detail, instruction } = alertText(alert);
  return JSON.stringify({
    type: alert.type,
    timestamp: iso(alert.asOfMs),
    data: {
      mode: alert.mode,
      run: alert.run,
      eventId: alert.eventId,
      version: alert.version,
      supersedes: alert.supersedes,
      status: alert.status,
      headline: alert.headline,
      detail,
      instruction,
      language: alert.language ?? "en",
      direction,
      asOf: iso(alert.asOfMs),
      expires: iso(alert.expiresMs),
      late,
      origin: {
        time: iso(origin.timeMs),
        latitudeDeg: origin.latitudeDeg,
        longitudeDeg: origin.longitudeDeg,
        depthKm: origin.depthKm,
        horizontalUncertaintyKm: origin.horizontalUncertaintyKm,
      },
      magnitude: { value: magnitude.value, type: magnitude.type, uncertainty: magnitude.uncertainty },
      likelihood: alert.likelihood,
      place: {
        latitudeDeg: alert.latitudeDeg ?? place.latitudeDeg,
        longitudeDeg: alert.longitudeDeg ?? place.longitudeDeg,
      },
      distanceKm: alert.distanceKm,
      intensity: alert.intensity,
      intensityFrom: alert.intensityFrom,
      intensitySigma: alert.intensitySigma,
      exceedanceProbability: alert.exceedanceProbability,
      sArrival: iso(alert.sArrivalMs),
      secondsLeft: alert.secondsLeft,
      allClear: alert.allClearMs === undefined ? undefined : iso(alert.allClearMs),
      stampsMs: { sensed, received, picked, located, decided },
    },
  });
}

type Tested = "subscriptionId" | "name" | "latitudeDeg" | "longitudeDeg" | "minimumIntensity" | "language";

/** A message an owner sends to their own endpoint; marked as a drill, since receivers act on anything live. */
export function testMessage(subscription: Pick<Subscription, Tested>, atMs: number): string {
  const { subscriptionId, name, latitudeDeg, longitudeDeg, minimumIntensity } = subscription;
  const { headline, language, direction } = textOf(subscription.language, { kind: "test" });
  return JSON.stringify({
    type: "system.test",
    timestamp: iso(atMs),
    data: {
      mode: "drill",
      run: "test",
      headline,
      language,
      direction,
      subscriptionId,
      name,
      place: { latitudeDeg, longitudeDeg },
      minimumIntensity,
    },
  });
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
