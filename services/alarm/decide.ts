// The decision for one subscriber about one version of an event: tell them, or hold, with the reason. Pure.
import type { Alert } from "../../shared/contracts/alert.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { exceedanceProbability } from "../../shared/seismo/exceedance.ts";
import type { Expectation, Forecast } from "./forecast.ts";
import type { Subscription } from "./subscription.ts";
import type { SubscriberInput } from "./text/input.ts";
import { textOf } from "./text/textOf.ts";

/** What this subscriber heard last about this event. */
export interface Told {
  readonly version: number;
  readonly status: SeismicEvent["status"];
  readonly intensity: number;
  readonly magnitude: number;
  readonly sArrivalMs: number;
}

export interface Question {
  readonly event: SeismicEvent;
  /** Of this version of the event. */
  readonly forecast: Forecast;
  readonly subscription: Subscription;
  readonly told: Told | undefined;
}

export type HoldCode =
  | "disabled"
  | "mode"
  | "alreadyTold"
  | "neverTold"
  | "closed"
  | "preliminary"
  | "belowMinimum"
  | "unchanged";

export type Decision =
  | { readonly kind: "notify"; readonly alert: Alert }
  | { readonly kind: "hold"; readonly code: HoldCode; readonly reason: string };

/** One who was told keeps being told until the intensity is this far below their minimum: no flapping at the edge. */
const HYSTERESIS = 0.3;
const MATTERS = { intensity: 0.5, magnitude: 0.3, sArrivalMs: 2000 };
/** An alarm is worth sending until the shaking is under way, and never for less than the floor. */
const AFTER_S_MS = 30_000;
const LEAST_LIFE_MS = 20_000;
/** Withdrawals and closing words are worth sending longer: whoever was alarmed must hear them. */
const CLOSING_LIFE_MS = 600_000;

export function decide(question: Question): Decision {
  const { event, subscription, told } = question;
  if (subscription.disabledMs !== null) return hold("disabled", `switched off: ${subscription.disabledReason}`);
  if (!subscription.modes.includes(event.mode)) {
    return hold("mode", `mode ${event.mode} is not wanted (${subscription.modes.join(", ")})`);
  }
  if (told !== undefined && told.version >= event.version) {
    return hold("alreadyTold", `version ${told.version} was told already, this is ${event.version}`);
  }
  return event.status === "cancelled" || event.status === "final" ? decideClosing(question) : decideOpen(question);
}

function decideClosing(question: Question): Decision {
  const { event, subscription, told, forecast } = question;
  if (told === undefined) return hold("neverTold", `${event.status}, and this subscriber was never told`);
  if (isClosed(told)) return hold("closed", `this subscriber was told already that it is ${told.status}`);
  const type = event.status === "cancelled" ? "alarm.cancelled" : "alarm.final";
  return notify(question, type, forecast.at(subscription));
}

function decideOpen(question: Question): Decision {
  const { event, subscription, told, forecast } = question;
  if (told?.status === "final") return hold("closed", "this subscriber was told already that it is final");
  if (event.status === "preliminary" && !subscription.acceptPreliminary) {
    return hold("preliminary", "preliminary, and this subscriber waits for confirmed");
  }
  const expected = forecast.at(subscription);
  // A withdrawn event that came back is news again.
  const heard = told === undefined || isClosed(told) ? undefined : told;
  const floor = subscription.minimumIntensity - (heard === undefined ? 0 : HYSTERESIS);
  const believesInMore = heard !== undefined && heard.intensity >= floor;
  if (expected.intensity < floor && !believesInMore) {
    const { minimumIntensity } = subscription;
    return hold("belowMinimum", `expected intensity ${expected.intensity.toFixed(1)} is below ${minimumIntensity}`);
  }
  if (heard === undefined) return notify(question, "alarm.issued", expected);
  if (!matters(question, expected, heard)) {
    return hold("unchanged", `nothing changed enough since version ${heard.version}`);
  }
  return notify(question, "alarm.updated", expected);
}

function isClosed(told: Told): boolean {
  return told.status === "cancelled" || told.status === "final";
}

function matters({ event, forecast, subscription }: Question, expected: Expectation, heard: Told): boolean {
  // 6.8 - 6.5 is a little less than 0.3 in binary.
  const differ = (a: number, b: number, by: number) => Math.abs(a - b) >= by - 1e-9;
  return (
    event.status !== heard.status ||
    differ(expected.intensity, heard.intensity, MATTERS.intensity) ||
    differ(event.magnitude.value, heard.magnitude, MATTERS.magnitude) ||
    differ(forecast.sArrivalMsAt(subscription), heard.sArrivalMs, MATTERS.sArrivalMs)
  );
}

function notify(question: Question, type: Alert["type"], expected: Expectation): Decision {
  const { event, subscription, told, forecast } = question;
  const { mode, run, eventId, version, status, asOfMs, origin, magnitude, likelihood } = event;
  const { subscriptionId, minimumIntensity } = subscription;
  const sArrivalMs = forecast.sArrivalMsAt(subscription);
  const secondsLeft = round((sArrivalMs - asOfMs) / 1000, 3);
  const shaking = type === "alarm.cancelled" ? NO_SHAKING : shakingOf(question, expected);
  // What shakes the neighbours already is here at once, wherever the origin is thought to be.
  const toldS = shaking.intensityFrom === "neighbours" ? Math.min(0, secondsLeft) : secondsLeft;
  const weaker = shaking.intensity < minimumIntensity - HYSTERESIS;
  const { intensity } = shaking;
  const alert: Alert = {
    mode,
    run,
    alertId: `${eventId}.${version}.${subscriptionId}`,
    subscriptionId,
    type,
    eventId,
    version,
    supersedes: told?.version ?? 0,
    status,
    asOfMs,
    expiresMs: expiryMs(type, asOfMs, sArrivalMs),
    origin,
    magnitude,
    likelihood,
    distanceKm: round(expected.distanceKm, 2),
    ...shaking,
    sArrivalMs,
    secondsLeft,
    ...wordsOf(subscription, { kind: "subscriber", mode, type, status, intensity, secondsLeft: toldS, weaker }),
  };
  return { kind: "notify", alert };
}

function wordsOf(subscription: Subscription, input: SubscriberInput): Pick<Alert, "headline" | "language"> {
  const { language, headline } = textOf(subscription.language, input);
  return language === "en" ? { headline } : { language, headline };
}

type Shaking = Pick<Alert, "intensity" | "intensityFrom" | "intensitySigma" | "exceedanceProbability">;

/** A machine that reads only the numbers of a withdrawal must not act on those of the event that was not there. */
const NO_SHAKING: Shaking = { intensity: 1, intensitySigma: 0, exceedanceProbability: 0 };

function shakingOf({ forecast, subscription }: Question, expected: Expectation): Shaking {
  const sigma = forecast.sigmaAt(subscription, expected);
  return {
    intensity: round(expected.intensity, 2),
    intensityFrom: expected.intensityFrom,
    intensitySigma: round(sigma, 2),
    exceedanceProbability: round(exceedanceProbability(expected.intensity, sigma, subscription.minimumIntensity), 4),
  };
}

function expiryMs(type: Alert["type"], asOfMs: number, sArrivalMs: number): number {
  if (type === "alarm.cancelled" || type === "alarm.final") return asOfMs + CLOSING_LIFE_MS;
  return Math.max(sArrivalMs + AFTER_S_MS, asOfMs + LEAST_LIFE_MS);
}

function hold(code: HoldCode, reason: string): Decision {
  return { kind: "hold", code, reason };
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
