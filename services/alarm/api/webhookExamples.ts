// Examples of what is posted to subscribers, written by the code that writes the real ones. All of them are of a drill:
// nobody shall ever act on a copy of an example.
import type { Alert } from "../../../shared/contracts/alert.ts";
import { alertText } from "../../../shared/contracts/text/alertText.ts";
import { heartbeatMessage } from "../later/heartbeat.ts";
import { informationOf } from "../later/information.ts";
import { noticeMessage } from "../later/notices.ts";
import { alarmMessage, testMessage } from "../message.ts";

const AT_MS = 1_767_225_600_000;
const SUBSCRIPTION = {
  ...{ subscriptionId: "sub_5f1d3a2b9c8e7d6f5a4b3c2d", name: "lift 3", language: "en" },
  ...{ latitudeDeg: 19.43, longitudeDeg: -99.13, minimumIntensity: 4 },
};
const { subscriptionId, latitudeDeg, longitudeDeg } = SUBSCRIPTION;
const EVENT_ID = "drill-20260101T000000-9g3q";

/** M7.4 off Guerrero, 316 km from Mexico City. */
const ALERT: Alert = {
  ...{ mode: "drill", run: "coast-2026", eventId: EVENT_ID, version: 1, status: "confirmed", asOfMs: AT_MS + 14_000 },
  origin: {
    ...{ timeMs: AT_MS, latitudeDeg: 16.6, longitudeDeg: -99.4, depthKm: 20 },
    ...{ timeUncertaintyS: 0.4, horizontalUncertaintyKm: 4, depthUncertaintyKm: 6 },
    ...{ covarianceKm2: [9, 0, 7], azimuthalGapDeg: 160, rmsS: 0.2 },
  },
  magnitude: { value: 7.4, type: "Mpd", uncertainty: 0.3, stationCount: 9 },
  likelihood: 0.97,
  ...{ alertId: `${EVENT_ID}.1.${subscriptionId}`, subscriptionId, type: "alarm.issued", supersedes: 0 },
  ...{ expiresMs: AT_MS + 108_603, latitudeDeg, longitudeDeg, distanceKm: 315.97 },
  ...{ intensity: 4.72, intensityFrom: "source", intensitySigma: 0.93, exceedanceProbability: 0.7816 },
  ...{ sArrivalMs: AT_MS + 78_603, secondsLeft: 64.603, headline: "" },
};

const bodyOf = (alert: Alert): string =>
  alarmMessage({
    alert: { ...alert, headline: alertText(alert).headline },
    place: SUBSCRIPTION,
    stamps: {
      ...{ sensed: alert.asOfMs, received: alert.asOfMs + 310, picked: alert.asOfMs + 318 },
      ...{ located: alert.asOfMs + 330, decided: alert.asOfMs + 334 },
    },
    late: false,
  });
/** @param over what is not as in the first word about it. */
const exampleOf = (over: Partial<Alert> = {}): unknown => JSON.parse(bodyOf({ ...ALERT, ...over }));

const { intensityFrom: _, ...withoutIntensityFrom } = ALERT;

export const ISSUED = exampleOf();
export const UPDATED = exampleOf({
  ...{ type: "alarm.updated", version: 4, supersedes: 1, asOfMs: AT_MS + 25_000, secondsLeft: 53.603 },
  magnitude: { ...ALERT.magnitude, value: 7.7, stationCount: 21 },
  ...{ intensity: 5.17, exceedanceProbability: 0.8958 },
});
export const CANCELLED: unknown = JSON.parse(
  bodyOf({
    ...withoutIntensityFrom,
    ...{ type: "alarm.cancelled", version: 4, supersedes: 1, status: "cancelled", asOfMs: AT_MS + 25_000 },
    ...{ expiresMs: AT_MS + 625_000, secondsLeft: 53.603, likelihood: 0.02 },
    ...{ intensity: 1, intensitySigma: 0, exceedanceProbability: 0 },
  }),
);
export const FINAL = exampleOf({
  ...{ type: "alarm.final", version: 9, supersedes: 4, status: "final", asOfMs: AT_MS + 180_000 },
  ...{ expiresMs: AT_MS + 780_000, secondsLeft: -101.397, allClearMs: AT_MS + 150_000 },
  magnitude: { ...ALERT.magnitude, value: 7.6, uncertainty: 0.2, stationCount: 34 },
  ...{ intensity: 5.02, exceedanceProbability: 0.8636 },
});
export const EXPIRED: unknown = JSON.parse(
  informationOf({ alertId: ALERT.alertId, outcome: "expired", message: bodyOf(ALERT) })?.body ?? "",
);
export const TESTED: unknown = JSON.parse(testMessage(SUBSCRIPTION, AT_MS));
export const HEARTBEAT: unknown = JSON.parse(heartbeatMessage(subscriptionId, AT_MS).body);
export const DISABLED: unknown = JSON.parse(
  noticeMessage(
    { subscriptionId: "sub_0c2e4a6b8d0f1a3b5c7d9e1f", name: "lift 1" },
    { reason: "the endpoint answered 410 Gone", atMs: AT_MS },
  ),
);
