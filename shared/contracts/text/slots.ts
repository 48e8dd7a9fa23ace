// Numbers and names as sentences carry them: rounded, of bounded length, the same for all languages but the decimal mark.
import { type Strength, strengthOf } from "./strength.ts";
import type { Slots, Template } from "./template.ts";

/** S waves that came longer ago than this are told as the past. */
export const PAST_S = -10;
const MOST_PLACE = 40;

export function slotsOf(
  template: Template,
  { intensity, isPossible, secondsLeft }: { intensity: number; isPossible: boolean; secondsLeft: number },
): Slots {
  const strength: Strength = strengthOf(intensity);
  const word = template.strength[strength];
  return {
    word,
    shaking: template.shaking(word),
    likely: isPossible ? template.likely.possible : template.likely.expected,
    when: whenOf(template, secondsLeft),
    place: "",
    km: "",
  };
}

/** Rounded down: people must not count on a second that is not there. */
function whenOf(template: Template, secondsLeft: number): string {
  if (!Number.isFinite(secondsLeft)) return template.now;
  if (secondsLeft < PAST_S) return template.ago(Math.round(-secondsLeft));
  return secondsLeft < 1 ? template.now : template.inSeconds(Math.floor(secondsLeft));
}

/** On one line, and cut where it is longer than any town's name. */
export function placeOf(template: Template, name: string): string {
  const letters = [...name.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim()];
  const cut = letters.length > MOST_PLACE ? `${letters.slice(0, MOST_PLACE - 1).join("")}…` : letters.join("");
  return template.placeName(cut);
}

/** "17.6°N 101.6°W". */
export function coordinatesOf(template: Template, latitudeDeg: number, longitudeDeg: number): string {
  const north = `${Math.abs(latitudeDeg).toFixed(1)}°${latitudeDeg < 0 ? "S" : "N"}`;
  const east = `${Math.abs(longitudeDeg).toFixed(1)}°${longitudeDeg < 0 ? "W" : "E"}`;
  return template.placeName(`${north} ${east}`);
}

/** What is not known to a kilometre is not told to one. */
export function kmOf(distanceKm: number): string {
  return String(distanceKm < 20 ? Math.round(distanceKm) : Math.round(distanceKm / 10) * 10);
}

export function magnitudeOf(template: Template, magnitude: number): string {
  return magnitude.toFixed(1).replace(".", template.decimalMark);
}
