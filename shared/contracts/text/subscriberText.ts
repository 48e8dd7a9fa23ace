// One subscriber's message: how strong at their place, how soon, what to do.
import type { SubscriberInput } from "./input.ts";
import { kmOf, magnitudeOf, PAST_S, slotsOf } from "./slots.ts";
import { shouldAct } from "./strength.ts";
import type { Template } from "./template.ts";
import type { Wording } from "./wording.ts";

export function subscriberText(template: Template, input: SubscriberInput): Wording {
  const { type, weaker, secondsLeft, intensity, status } = input;
  const slots = slotsOf(template, { intensity, secondsLeft, isPossible: status === "preliminary" });
  const facts = factsOf(template, input);
  switch (type) {
    case "alarm.cancelled":
      return { main: template.withdrawn(slots), facts: [template.nothingToDo], instruction: template.nothingToDo };
    case "alarm.allClear":
      return { main: template.over(slots), next: template.checks, facts, instruction: template.afterwards };
    default: {
      // After the final version nothing follows, even where its shaking is still to come.
      const outlook = status === "final" ? [] : [template.updates];
      const open = { before: template.detected, facts: [...facts, ...outlook], instruction: template.protect };
      // Less than announced is no news of what has been there already.
      if (secondsLeft < PAST_S) return { main: template.came(slots), next: template.aftershocks, ...open };
      if (weaker) return { main: template.weaker(slots), ...open };
      const main = template.coming(slots);
      if (!shouldAct(intensity)) return { main, ...open };
      // "Possible" is never left out.
      const briefer = status === "preliminary" ? [] : [template.comingBriefly(slots)];
      return { main, briefer, next: template.act, ...open };
    }
  }
}

function factsOf(template: Template, { magnitude, distanceKm, status }: SubscriberInput): string[] {
  return [
    ...(magnitude === undefined || !Number.isFinite(magnitude)
      ? []
      : [template.magnitude(magnitudeOf(template, magnitude))]),
    ...(distanceKm === undefined || !Number.isFinite(distanceKm) ? [] : [template.distance(kmOf(distanceKm))]),
    ...(status === "preliminary" ? [template.unconfirmed] : []),
  ];
}
