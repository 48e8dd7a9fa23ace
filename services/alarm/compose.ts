// The alert for one subscriber, from what is expected at their place.
import type { Alert, AlertBatch } from "../../shared/contracts/alert.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { Told } from "./decide.ts";
import type { Expectation, Uncertainty } from "./forecast.ts";
import type { Headlines } from "./headlines.ts";
import type { Placed } from "./placed.ts";
import { fails, type Outlook } from "./wishes.ts";

export type AlertType = Alert["type"];
/** What of an alert is this subscriber's alone; the rest is the same for all who are told about this version. */
export type OwnAlert = AlertBatch["alerts"][number];

export interface Ingredients {
  readonly type: AlertType;
  readonly event: SeismicEvent;
  readonly headlines: Headlines;
  readonly placed: Placed;
  readonly told: Told | undefined;
  readonly expected: Expectation;
  /** Not in a withdrawal. */
  readonly uncertainty?: Uncertainty;
  /** In an end. */
  readonly allClearMs?: number | undefined;
}

/** An alarm is worth sending until the shaking is under way, and never for less than the floor. */
const AFTER_S_MS = 30_000;
const LEAST_LIFE_MS = 20_000;
/** Withdrawals and closing words are worth sending longer: whoever was alarmed must hear them. */
const CLOSING_LIFE_MS = 600_000;

/** A machine that reads only the numbers of a withdrawal must not act on those of the event that was not there. */
const NO_SHAKING = { intensity: 1, intensitySigma: 0, exceedanceProbability: 0 };

export function composeAlert(of: Ingredients): OwnAlert {
  const { type, event, placed, told, expected, uncertainty, allClearMs } = of;
  const { subscriptionId } = placed.subscription;
  const secondsLeft = (expected.sArrivalMs - event.asOfMs) / 1000;
  const weaker = isWeaker(of);
  const alert: OwnAlert = {
    alertId: `${event.eventId}.${event.version}.${subscriptionId}`,
    subscriptionId,
    type,
    supersedes: told?.version ?? 0,
    expiresMs: expiryMs(type, event.asOfMs, expected.sArrivalMs),
    latitudeDeg: degrees(expected.place.latitudeDeg),
    longitudeDeg: degrees(expected.place.longitudeDeg),
    distanceKm: Math.round(expected.distanceKm * 100) / 100,
    intensity: uncertainty === undefined ? NO_SHAKING.intensity : expected.intensity,
    intensitySigma: uncertainty?.sigma ?? NO_SHAKING.intensitySigma,
    exceedanceProbability: uncertainty?.exceedanceProbability ?? NO_SHAKING.exceedanceProbability,
    sArrivalMs: expected.sArrivalMs,
    secondsLeft,
    weaker,
    ...headlineFor(of, { secondsLeft, weaker }),
  };
  if (uncertainty !== undefined) alert.intensityFrom = expected.intensityFrom;
  if (allClearMs !== undefined) alert.allClearMs = allClearMs;
  return alert;
}

/** Than they asked for: only for those who were told of more, since by cost and loss one may ask for very little. */
function isWeaker({ type, event, placed, told, expected, uncertainty }: Ingredients): boolean {
  if (type !== "alarm.updated" || told === undefined || uncertainty === undefined) return false;
  const { exceedanceProbability } = uncertainty;
  const { intensity, sArrivalMs } = expected;
  const { likelihood, magnitude, asOfMs } = event;
  const now: Outlook = { magnitude: magnitude.value, likelihood, intensity, exceedanceProbability, sArrivalMs };
  const against = { subscription: placed.subscription, asOfMs, withSlack: true };
  return fails("belowMinimum", now, against) || fails("costLoss", now, against) || fails("magnitude", now, against);
}

function headlineFor(
  { type, event, headlines, placed, expected, allClearMs }: Ingredients,
  { secondsLeft, weaker }: { readonly secondsLeft: number; readonly weaker: boolean },
): Pick<OwnAlert, "headline" | "language"> {
  const { headline, language } = headlines.of({
    type,
    language: placed.subscription.language,
    weaker,
    intensity: type === "alarm.cancelled" ? 1 : expected.intensity,
    // What shakes the neighbours already is here at once, wherever the origin is thought to be.
    secondsLeft: expected.intensityFrom === "neighbours" ? Math.min(0, secondsLeft) : secondsLeft,
    shakesS: allClearMs === undefined ? 0 : (allClearMs - event.asOfMs) / 1000,
  });
  return language === "en" ? { headline } : { headline, language };
}

function expiryMs(type: AlertType, asOfMs: number, sArrivalMs: number): number {
  if (type === "alarm.cancelled" || type === "alarm.final") return asOfMs + CLOSING_LIFE_MS;
  return Math.max(sArrivalMs + AFTER_S_MS, asOfMs + LEAST_LIFE_MS);
}

/** To a metre. */
function degrees(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
