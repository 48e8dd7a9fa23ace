// What one language says: whole sentences with slots, so that each can be read, and reviewed, by who speaks it.
import type { Language } from "./language.ts";
import type { Strength } from "./strength.ts";

/** What fills a sentence, in this language already; "" where a sentence has no use for it. */
export interface Slots {
  /** "strong". */
  readonly word: string;
  /** "strong shaking". */
  readonly shaking: string;
  /** "expected" or "possible". */
  readonly likely: string;
  /** "now", "in 12 s", "about 45 s ago". */
  readonly when: string;
  readonly place: string;
  readonly km: string;
}

type Sentence = (slots: Slots) => string;

export interface Template {
  readonly language: Language;
  /** Said beside the international word; the same where a language uses that. */
  readonly modeWords: Readonly<Record<"drill" | "simulation" | "replay" | "test", string>>;
  readonly decimalMark: "." | ",";
  /** Between two sentences. */
  readonly joint: " " | "";

  readonly strength: Readonly<Record<Strength, string>>;
  readonly shaking: (word: string) => string;
  readonly likely: { readonly expected: string; readonly possible: string };
  readonly now: string;
  readonly inSeconds: (seconds: number) => string;
  readonly ago: (seconds: number) => string;
  /** How a name of another script or direction stands in a sentence. */
  readonly placeName: (place: string) => string;

  /** To one subscriber. */
  readonly coming: Sentence;
  /** The same without "expected", where the whole would push out what to do. */
  readonly comingBriefly: Sentence;
  readonly weaker: Sentence;
  readonly came: Sentence;
  readonly withdrawn: Sentence;
  readonly over: Sentence;
  readonly test: Sentence;

  /** About an area: strongest at the place, light at `km` from it. */
  readonly near: Sentence;
  /** Light shaking, up to `km` from the place. */
  readonly within: Sentence;
  /** Less than light. */
  readonly close: Sentence;
  readonly withdrawnNear: Sentence;
  readonly endedNear: Sentence;

  /** Second sentences of a headline. */
  readonly act: string;
  readonly aftershocks: string;
  readonly checks: string;

  /** Sentences of the detail. */
  readonly detected: string;
  readonly magnitude: (value: string) => string;
  readonly distance: (km: string) => string;
  readonly unconfirmed: string;
  readonly replaces: string;
  readonly updates: string;
  readonly source: string;

  /** Instructions: while it shakes, when there is nothing to fear, when it is over. */
  readonly protect: string;
  readonly nothingToDo: string;
  readonly afterwards: string;
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
