// What services say, in the page's language; words of theirs that nobody knows here are marked as English.
import type { Texts } from "../i18n/language.ts";
import { h } from "./dom.ts";
import { type Piece, piecesOf } from "./toldWords.ts";

export function marked(pieces: readonly Piece[]): readonly (HTMLElement | string)[] {
  return pieces.map(({ text, isForeign }) => (isForeign ? h("span", { lang: "en" }, text) : text));
}

export const toldIn = (said: string, texts: Texts) => marked(piecesOf(said, texts));
