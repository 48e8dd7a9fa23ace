// The sentences of one message before they are joined, and how a headline is fitted into 90 characters.
import { modePrefix } from "../mode.ts";
import type { TextInput } from "./input.ts";
import type { Template } from "./template.ts";

export interface Wording {
  /** Said before the main sentence, where there is room for it. */
  readonly before?: string;
  readonly main: string;
  /** The main sentence in fewer words, the fullest first, for a headline that must also say what to do. */
  readonly briefer?: readonly string[];
  /** Without what makes all of these too long, a town's name. */
  readonly nameless?: readonly string[];
  /** Said after it: what to do, or what to expect. */
  readonly next?: string;
  readonly facts: readonly string[];
  readonly instruction: string;
}

/** Unicode code points. */
export const MOST_HEADLINE = 90;

/** "DRILL/SIMULACRO: "; one word where a language says it as English does. */
export function prefixOf(template: Template, input: TextInput): string {
  const international = input.kind === "test" ? "TEST: " : modePrefix(input.mode);
  if (international === "") return "";
  const [word = ""] = international.split(":", 1);
  const own = template.modeWords[unrealOf(input)];
  return own === word ? international : `${word}/${own}: `;
}

function unrealOf(input: TextInput): keyof Template["modeWords"] {
  return input.kind === "test" || input.mode === "live" ? "test" : input.mode;
}

/** The fullest that fits: fewer words before nothing to do, and that before coordinates, which tell people little. */
export function headlineOf(prefix: string, wording: Wording, joint: string): string {
  const { main, briefer = [], nameless = [], next } = wording;
  const candidates = [[main, ...briefer], nameless].flatMap((ways) => [
    ...(next === undefined ? [] : ways.map((way) => way + joint + next)),
    ...ways,
  ]);
  const headlines = candidates.map((candidate) => prefix + candidate);
  return headlines.find((headline) => lengthOf(headline) <= MOST_HEADLINE) ?? prefix + main;
}

function lengthOf(text: string): number {
  // Code units are never fewer than code points.
  if (text.length <= MOST_HEADLINE) return text.length;
  let points = 0;
  for (const _ of text) points += 1;
  return points;
}
