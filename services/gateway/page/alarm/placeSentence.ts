// What my place is told: the alarm service's own sentences, from the same templates.
import type { SubscriberInput } from "../../../../shared/contracts/text/input.ts";
import { subscriberText } from "../../../../shared/contracts/text/subscriberText.ts";
import type { EventView } from "../../view.ts";
import type { Place } from "../app/choices.ts";
import { isUnreal } from "../app/modes.ts";
import { newestOf } from "../app/state.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { alarmTextsIn } from "../i18n/language.ts";
import { atPlace, type Expected } from "./atPlace.ts";

export interface Told {
  readonly headline: string;
  readonly instruction: string;
}

const TYPES: Readonly<Record<EventView["versions"][number]["status"], SubscriberInput["type"]>> = {
  preliminary: "alarm.issued",
  confirmed: "alarm.updated",
  final: "alarm.updated",
  cancelled: "alarm.cancelled",
};

export function toldAt(event: EventView, expected: Expected, { language, texts, state }: ViewContext): Told {
  const { status, magnitude } = newestOf(event);
  const nowMs = state.dataNowMs(event.world);
  const isOver = nowMs > expected.overMs;
  const template = alarmTextsIn(language);
  const { main, next, instruction } = subscriberText(template, {
    ...{ kind: "subscriber", mode: event.mode, status, weaker: false },
    type: isOver && status !== "cancelled" ? "alarm.allClear" : TYPES[status],
    intensity: expected.intensity,
    secondsLeft: (expected.sArrivalMs - nowMs) / 1000,
    magnitude: magnitude.value,
    distanceKm: expected.distanceKm,
  });
  const prefix = isUnreal(event.mode) ? `${texts.mode[event.mode].word}: ` : "";
  return { headline: prefix + [main, next].filter(Boolean).join(template.joint), instruction };
}

export function placeSentence(event: EventView, place: Place, context: ViewContext): string {
  const expected = atPlace(event, place);
  return expected.intensity < 1.5 ? "" : toldAt(event, expected, context).headline;
}
