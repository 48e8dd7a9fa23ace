// What services say, in the page's language; words of theirs that nobody knows here are marked as English.
import type { Texts } from "../i18n/language.ts";
import { h } from "./dom.ts";
import { piecesOf } from "./toldWords.ts";

export function toldIn(said: string, texts: Texts): readonly (HTMLElement | string)[] {
  return piecesOf(said, texts).map(({ text, isForeign }) => (isForeign ? h("span", { lang: "en" }, text) : text));
}
