// What the public reads about an area, in English.
import type { Bulletin, BulletinText } from "../../shared/contracts/bulletin.ts";
import { type Mode, modePrefix } from "../../shared/contracts/mode.ts";
import { intensityWord } from "./headline.ts";

export interface AreaFacts {
  readonly kind: "area";
  readonly mode: Mode;
  readonly type: Bulletin["kind"];
  readonly status: Bulletin["status"];
  readonly intensity: number;
  readonly radiusKm: number;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly magnitude: number;
}

export const LANGUAGES = [{ tag: "en", direction: "ltr" }] as const;

export function textOf(language: string, facts: AreaFacts): BulletinText {
  const prefix = modePrefix(facts.mode);
  const [headline, detail, instruction] = sentences(facts).map((sentence) => prefix + sentence);
  return { language, direction: "ltr", headline: headline ?? "", detail: detail ?? "", instruction: instruction ?? "" };
}

function sentences({ type, intensity, radiusKm, magnitude, ...at }: AreaFacts): readonly string[] {
  const where = `within ${Math.ceil(radiusKm)} km of ${at.latitudeDeg.toFixed(1)}, ${at.longitudeDeg.toFixed(1)}`;
  const size = `magnitude ${magnitude.toFixed(1)}`;
  if (type === "cancelled") {
    return [
      "Earthquake alarm withdrawn: no shaking expected.",
      `The alarm ${where} was wrong.`,
      "Nothing is to be done.",
    ];
  }
  if (type === "final") {
    return ["Earthquake alarm ended. Expect aftershocks.", `Shaking ${where}, ${size}.`, "Mind what may fall."];
  }
  const headline = `Earthquake: up to ${intensityWord(intensity)} shaking expected ${where}.`;
  return [headline, `An earthquake was detected, ${size}.`, "Drop, cover, hold on."];
}
