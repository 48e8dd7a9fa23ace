// The one sentence a person reads: how strong, how soon, what to do; at most 90 characters, an unreal world named first.
import type { Alert } from "../../shared/contracts/alert.ts";
import { type Mode, modePrefix } from "../../shared/contracts/mode.ts";

export interface HeadlineInput {
  readonly mode: Mode;
  readonly type: Alert["type"];
  readonly status: Alert["status"];
  readonly intensity: number;
  readonly secondsLeft: number;
  /** True when less is expected now than this subscriber asked to be told about. */
  readonly weaker: boolean;
  /** Of an end: how long strong shaking may still go on; 0 or less when it should be over. */
  readonly shakesS?: number;
}

/** Words of the Modified Mercalli Intensity scale as ShakeMap prints them (Wald et al., 1999), from the class's lower edge. */
const WORDS: readonly (readonly [number, string])[] = [
  [9.5, "extreme"],
  [8.5, "violent"],
  [7.5, "severe"],
  [6.5, "very strong"],
  [5.5, "strong"],
  [4.5, "moderate"],
  [3.5, "light"],
  [1.5, "weak"],
];
/** From here on people should act: light shaking may turn out one class stronger. */
const ACT_FROM = 3.5;
/** S waves that came longer ago than this are told as the past. */
const PAST_S = -10;

export function intensityWord(intensity: number): string {
  return WORDS.find(([from]) => intensity >= from)?.[1] ?? "no";
}

export function headlineOf(input: HeadlineInput): string {
  return modePrefix(input.mode) + sentence(input);
}

function sentence({ type, status, intensity, secondsLeft, weaker, shakesS = 0 }: HeadlineInput): string {
  const word = intensityWord(intensity);
  if (type === "alarm.cancelled") return "Earthquake alarm withdrawn: no shaking expected.";
  if (type === "alarm.final" && shakesS > 0) return `Last report: ${word} shaking here may last ${shakesS} s more.`;
  if (type === "alarm.final") return `Alarm ended: estimated shaking here was ${word}. Expect aftershocks.`;
  const when = whenOf(secondsLeft);
  if (weaker) return `Weaker than announced: ${word} shaking expected ${when}.`;
  if (secondsLeft < PAST_S) return `${capital(word)} shaking came ${when}. Expect aftershocks.`;
  const likely = status === "preliminary" ? "possible" : "expected";
  return `${capital(word)} shaking ${likely} ${when}.${intensity >= ACT_FROM ? " Drop, cover, hold on." : ""}`;
}

/** Rounded down: people must not count on a second that is not there. */
function whenOf(secondsLeft: number): string {
  if (secondsLeft < PAST_S) return `about ${Math.round(-secondsLeft)} s ago`;
  return secondsLeft < 1 ? "now" : `in ${Math.floor(secondsLeft)} s`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
