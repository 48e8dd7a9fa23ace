// What the public reads about an area, in English.
import type { Alert } from "../../shared/contracts/alert.ts";
import type { BulletinText } from "../../shared/contracts/bulletin.ts";
import { type Mode, modePrefix } from "../../shared/contracts/mode.ts";
import { intensityWord } from "./headline.ts";

export interface AreaFacts {
  readonly kind: "area";
  readonly mode: Mode;
  readonly type: Alert["type"];
  readonly status: Alert["status"];
  readonly intensity: number;
  readonly radiusKm: number;
  readonly place?: string;
  readonly magnitude: number;
}

export const LANGUAGES = ["en"] as const;

export function textOf(language: string, facts: AreaFacts): BulletinText {
  const prefix = modePrefix(facts.mode);
  const [headline, detail, instruction] = sentences(facts).map((sentence) => prefix + sentence);
  return { language, direction: "ltr", headline: headline ?? "", detail: detail ?? "", instruction: instruction ?? "" };
}

function sentences({ type, intensity, radiusKm, place = "the epicentre", magnitude }: AreaFacts): readonly string[] {
  const where = `within ${Math.ceil(radiusKm)} km of ${place}`;
  const size = `magnitude ${magnitude.toFixed(1)}`;
  if (type === "alarm.cancelled") {
    return [
      "Earthquake alarm withdrawn: no shaking expected.",
      `The alarm ${where} was wrong.`,
      "Nothing is to be done.",
    ];
  }
  if (type === "alarm.final") {
    return ["Earthquake alarm ended. Expect aftershocks.", `Shaking ${where}, ${size}.`, "Mind what may fall."];
  }
  const headline = `Earthquake: up to ${intensityWord(intensity)} shaking expected ${where}.`;
  return [headline, `An earthquake was detected, ${size}.`, "Drop, cover, hold on."];
}
