// What an alert says to its subscriber beyond the headline, in their language.
import type { Alert } from "../alert.ts";
import type { SubscriberInput } from "./input.ts";
import { type Text, textOf } from "./textOf.ts";

export function alertText(alert: Alert): Text {
  return textOf(alert.language, inputOf(alert));
}

/** An end is the all-clear where the shaking should be over; where it is still to come or going on, people read that. */
export function toldAs(type: Alert["type"], isOver: boolean): SubscriberInput["type"] {
  if (type !== "alarm.final") return type;
  return isOver ? "alarm.allClear" : "alarm.updated";
}

function inputOf(alert: Alert): SubscriberInput {
  const { mode, status, intensity, weaker = false, magnitude, distanceKm, intensityFrom, secondsLeft } = alert;
  const isOver = alert.allClearMs === undefined || alert.allClearMs <= alert.asOfMs;
  return {
    kind: "subscriber",
    ...{ mode, type: toldAs(alert.type, isOver), status, intensity, weaker, distanceKm },
    magnitude: magnitude.value,
    // What shakes the neighbours already is here at once, wherever the origin is thought to be.
    secondsLeft: intensityFrom === "neighbours" ? Math.min(0, secondsLeft) : secondsLeft,
  };
}
