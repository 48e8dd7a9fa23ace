// The public's message about an area: how strong near which place, and how far from it shaking is still light.
import type { AreaInput } from "./input.ts";
import { coordinatesOf, kmOf, magnitudeOf, placeOf, slotsOf } from "./slots.ts";
import { shouldAct, strengthOf } from "./strength.ts";
import type { Slots, Template } from "./template.ts";
import type { Wording } from "./wording.ts";

export function areaText(template: Template, input: AreaInput): Wording {
  const { intensity, status, radiusKm, latitudeDeg, longitudeDeg } = input;
  const unplaced = slotsOf(template, { intensity, secondsLeft: 0, isPossible: status === "preliminary" });
  const km = kmOf(Number.isFinite(radiusKm) ? radiusKm : 0);
  const coordinates = { ...unplaced, km, place: coordinatesOf(template, latitudeDeg, longitudeDeg) };
  const name = input.place?.trim() ? placeOf(template, input.place) : undefined;
  const nameless = sentencesOf(template, input, coordinates);
  const ways = name === undefined ? nameless : sentencesOf(template, input, { ...coordinates, place: name });
  const [main = "", ...briefer] = ways;
  return wordingOf(template, input, { main, briefer, nameless });
}

function wordingOf(
  template: Template,
  input: AreaInput,
  said: Pick<Wording, "main" | "briefer" | "nameless">,
): Wording {
  const magnitude = Number.isFinite(input.magnitude)
    ? [template.magnitude(magnitudeOf(template, input.magnitude))]
    : [];
  const replaces = input.type === "updated" ? [template.replaces] : [];
  const unconfirmed = input.status === "preliminary" ? [template.unconfirmed] : [];
  switch (input.type) {
    case "cancelled":
      return { ...said, facts: [template.nothingToDo], instruction: template.nothingToDo };
    case "final":
      return { ...said, next: template.aftershocks, facts: magnitude, instruction: template.afterwards };
    default:
      return {
        before: template.detected,
        ...said,
        ...(shouldAct(input.intensity) ? { next: template.act } : {}),
        facts: [...magnitude, ...unconfirmed, ...replaces, template.updates],
        instruction: template.protect,
      };
  }
}

/** The fullest first. */
function sentencesOf(template: Template, { type, intensity, radiusKm }: AreaInput, slots: Slots): string[] {
  if (type === "cancelled") return [template.withdrawnNear(slots), template.withdrawn(slots)];
  if (type === "final") return [template.endedNear(slots)];
  const brief = template.close(slots);
  // Where the whole area is less than a kilometre wide, it is the place.
  if (!shouldAct(intensity) || !(radiusKm >= 1)) return [brief];
  return [strengthOf(intensity) === "light" ? template.within(slots) : template.near(slots), brief];
}
