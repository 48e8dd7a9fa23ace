// The decision for one subscriber about one version of an event: tell them, or hold, with the reason. Pure.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { type AlertType, composeAlert, type OwnAlert } from "./compose.ts";
import type { Expectation, Forecast } from "./forecast.ts";
import type { Headlines } from "./headlines.ts";
import { Hold } from "./hold.ts";
import type { Placed } from "./placed.ts";
import { factsOf, fails, failsAnywhere, type Outlook, WISHES, type Wish } from "./wishes.ts";

/** What this subscriber heard last about this event. */
export interface Told extends Outlook {
  readonly version: number;
  readonly status: SeismicEvent["status"];
}

export interface Question {
  readonly event: SeismicEvent;
  /** Of this version of the event. */
  readonly forecast: Forecast;
  readonly headlines: Headlines;
  readonly placed: Placed;
  readonly told: Told | undefined;
}

export type Decision = { readonly kind: "notify"; readonly alert: OwnAlert } | Hold;

const MATTERS = { intensity: 0.5, magnitude: 0.3 };
/** Of S arrival: a fifth of the time that they believe is left, but not less than one second and not more than two. */
const MATTERS_MS = { share: 0.2, least: 1000, most: 2000 };

export function decide(question: Question): Decision {
  const { event, told } = question;
  const { subscription } = question.placed;
  if (subscription.disabledMs !== null) return new Hold("disabled", subscription.disabledReason);
  if (told !== undefined && told.version >= event.version) return new Hold("alreadyTold", told.version, event.version);
  if (event.status === "cancelled") return decideWithdrawal(question);
  if (!subscription.modes.includes(event.mode)) return new Hold("mode", event.mode, subscription.modes);
  return event.status === "final" ? decideFinal(question) : decideOpen(question);
}

/** To all who were alarmed, whatever they want now: they may have acted on it. */
function decideWithdrawal({ event, forecast, headlines, placed, told }: Question): Decision {
  if (told === undefined) return new Hold("neverTold", event.status);
  if (isClosed(told)) return new Hold("closed", told.status);
  const expected = forecast.at(placed);
  return { kind: "notify", alert: composeAlert({ type: "alarm.cancelled", event, headlines, placed, told, expected }) };
}

function decideFinal(question: Question): Decision {
  const { event, told, placed, forecast } = question;
  if (told === undefined) return new Hold("neverTold", event.status);
  if (isClosed(told)) return new Hold("closed", told.status);
  if (!placed.subscription.types.includes("alarm.final")) return notWanted("alarm.final", placed);
  return notify(question, "alarm.final", forecast.at(placed));
}

function decideOpen(question: Question): Decision {
  const { event, placed, told, forecast } = question;
  const { subscription } = placed;
  if (told?.status === "final") return new Hold("closed", told.status);
  if (event.status === "preliminary" && !subscription.acceptPreliminary) return new Hold("preliminary");
  // A withdrawn event that came back is news again.
  const heard = told === undefined || isClosed(told) ? undefined : told;
  const type = heard === undefined ? "alarm.issued" : "alarm.updated";
  if (!subscription.types.includes(type)) return notWanted(type, placed);
  if (heard !== undefined) return decideUpdate(question, heard);
  const refusal = failsAnywhere(event, subscription);
  if (refusal === "magnitude") return new Hold(refusal, event.magnitude.value, subscription.minimumMagnitude ?? "");
  if (refusal === "likelihood") return new Hold(refusal, event.likelihood, subscription.minimumLikelihood);
  const expected = forecast.at(placed);
  const outlook = outlookOf(question, expected);
  const against = { subscription, asOfMs: event.asOfMs, withSlack: false };
  const wish = WISHES.find((each) => fails(each, outlook, against));
  if (wish !== undefined) return new Hold(wish, ...factsOf(wish, outlook, against));
  return notify(question, type, expected);
}

/** One who heard is served until a wish fails by more than its slack; that itself they hear once. */
function decideUpdate(question: Question, heard: Told): Decision {
  const { event, placed, forecast } = question;
  const { subscription } = placed;
  const expected = forecast.at(placed);
  const outlook = outlookOf(question, expected);
  const against = { subscription, asOfMs: event.asOfMs, withSlack: true };
  const failing = WISHES.filter((wish) => fails(wish, outlook, against));
  const believed = failing.find((wish) => fails(wish, heard, against));
  if (believed !== undefined) return new Hold(believed, ...factsOf(believed, outlook, against));
  const crossed = failing.some(isCrossing) || WISHES.some((wish) => isCrossing(wish) && cameBack(wish));
  if (crossed || matters(question, outlook, heard)) return notify(question, "alarm.updated", expected);
  return new Hold("unchanged", heard.version);

  function cameBack(wish: Wish): boolean {
    return fails(wish, heard, against) && !fails(wish, outlook, { ...against, withSlack: false });
  }
}

/** Time runs out by itself: that less is left than they wanted is not news, an S that comes at another time is. */
function isCrossing(wish: Wish): boolean {
  return wish !== "leadTime";
}

function isClosed(told: Told): boolean {
  return told.status === "cancelled" || told.status === "final";
}

function matters({ event }: Question, now: Outlook, heard: Told): boolean {
  // 6.8 - 6.5 is a little less than 0.3 in binary.
  const differ = (a: number, b: number, by: number) => Math.abs(a - b) >= by - 1e-9;
  return (
    event.status !== heard.status ||
    differ(now.intensity, heard.intensity, MATTERS.intensity) ||
    differ(now.magnitude, heard.magnitude, MATTERS.magnitude) ||
    arrivalMatters(now.sArrivalMs, heard.sArrivalMs, event.asOfMs)
  );
}

function arrivalMatters(nowMs: number, heardMs: number, asOfMs: number): boolean {
  if (nowMs <= asOfMs && heardMs <= asOfMs) return false;
  const { share, least, most } = MATTERS_MS;
  return Math.abs(nowMs - heardMs) >= Math.min(most, Math.max(least, share * (heardMs - asOfMs)));
}

function outlookOf({ event, forecast, placed }: Question, expected: Expectation): Outlook {
  // The error takes longer to reckon than all the rest: only those who decide by it need it.
  const isByCost = placed.subscription.costLossRatio !== null;
  return {
    magnitude: event.magnitude.value,
    likelihood: event.likelihood,
    intensity: expected.intensity,
    exceedanceProbability: isByCost ? forecast.uncertaintyOf(placed, expected).exceedanceProbability : 0,
    sArrivalMs: expected.sArrivalMs,
  };
}

function notWanted(type: AlertType, { subscription }: Placed): Hold {
  return new Hold("type", type, subscription.types);
}

function notify(
  { event, forecast, headlines, placed, told }: Question,
  type: AlertType,
  expected: Expectation,
): Decision {
  const uncertainty = forecast.uncertaintyOf(placed, expected);
  const allClearMs = type === "alarm.final" ? forecast.allClearMsAt(placed, expected) : undefined;
  const alert = composeAlert({ type, event, headlines, placed, told, expected, uncertainty, allClearMs });
  return { kind: "notify", alert };
}
