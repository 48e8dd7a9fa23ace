// What services say, as text in the page's language: they speak English. Sentences of a closed set are known by the English table;
// what it does not know stands as it was said.
import { told as english } from "../i18n/en/told.ts";
import type { Texts } from "../i18n/language.ts";

export interface Piece {
  readonly text: string;
  /** English words beside another language. */
  readonly isForeign: boolean;
}

const isKey = (name: string): name is keyof typeof english => Object.hasOwn(english, name);

const SENTENCES = Object.keys(english)
  .filter(isKey)
  .map((key) => ({ key, pattern: patternOf(english[key]) }));

function patternOf(sentence: string): RegExp {
  const parts = sentence.split(/\{\d\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("(.+?)")}$`);
}

/** As text alone: for titles, searches and orders. */
export const textOf = (pieces: readonly Piece[]) => pieces.map(({ text }) => text).join("");
export const toldText = (said: string, texts: Texts) => textOf(piecesOf(said, texts));

/** In the page's own words. */
export const ours = (text: string): Piece => ({ text, isForeign: false });

/** One after another, without those that say nothing. */
export function joined(joint: string, lists: readonly (readonly Piece[])[]): readonly Piece[] {
  const full = lists.filter((pieces) => textOf(pieces) !== "");
  return full.flatMap((pieces, i) => (i === 0 ? pieces : [ours(joint), ...pieces]));
}

/** So many are kept: a list of stations asks for the same ones again and again. */
const MOST_KEPT = 2000;
const kept = new Map<string, readonly Piece[]>();
let keptIn: Texts["told"] = english;

export function piecesOf(said: string, { told }: Texts): readonly Piece[] {
  if (told === english) return [ours(said)];
  if (told !== keptIn || kept.size > MOST_KEPT) kept.clear();
  keptIn = told;
  const pieces = kept.get(said) ?? translated(said, told);
  kept.set(said, pieces);
  return pieces;
}

function translated(said: string, told: Texts["told"]): readonly Piece[] {
  for (const { key, pattern } of SENTENCES) {
    const found = pattern.exec(said);
    if (found !== null) return filled(told[key], found, told);
  }
  // Several in one line, or one of a single component.
  const [, component, rest = ""] = /^([ZNE] )(.+)$/.exec(said) ?? [];
  if (component !== undefined) return [ours(component), ...translated(rest, told)];
  const several = said.split("; ");
  if (several.length === 1) return [asSaid(said)];
  return joined(
    "; ",
    several.map((one) => translated(one, told)),
  );
}

function filled(sentence: string, found: RegExpExecArray, told: Texts["told"]): readonly Piece[] {
  return sentence.split(/(\{\d\})/).flatMap((part) => {
    const [, slot] = /^\{(\d)\}$/.exec(part) ?? [];
    if (slot === undefined) return part === "" ? [] : [ours(part)];
    return translated(found[Number(slot)] ?? "", told);
  });
}

/** Names and numbers are of no language. */
const asSaid = (text: string): Piece => ({ text, isForeign: /\p{L}{2,} \p{L}/u.test(text) });
