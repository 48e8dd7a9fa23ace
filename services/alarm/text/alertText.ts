// What an alert says to its subscriber beyond the headline, in their language.
import type { Alert } from "../../../shared/contracts/alert.ts";
import type { SubscriberInput } from "./input.ts";
import { type Text, textOf } from "./textOf.ts";

export function alertText(alert: Alert): Text {
  return textOf(alert.language, inputOf(alert));
}

function inputOf(alert: Alert): SubscriberInput {
  const { mode, status, intensity, weaker = false, magnitude, distanceKm, intensityFrom, secondsLeft } = alert;
  return {
    kind: "subscriber",
    ...{ mode, type: alert.type, status, intensity, weaker, distanceKm },
    magnitude: magnitude.value,
    // What shakes the neighbours already is here at once, wherever the origin is thought to be.
    secondsLeft: intensityFrom === "neighbours" ? Math.min(0, secondsLeft) : secondsLeft,
  };
}
