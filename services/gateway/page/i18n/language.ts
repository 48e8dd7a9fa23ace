// The page's languages: which one a person gets, and its words. A key that one of them lacks is a type error.
import { en as alarmEn } from "../../../../shared/contracts/text/en.ts";
import { es as alarmEs } from "../../../../shared/contracts/text/es.ts";
import type { Template } from "../../../../shared/contracts/text/template.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";

export type Texts = typeof en;

export const LANGUAGES = ["en", "es"] as const;
export type PageLanguage = (typeof LANGUAGES)[number];

const TEXTS: Readonly<Record<PageLanguage, Texts>> = { en, es };
/** What the alarm service says in messages: the page uses the same sentences for shaking and for what to do. */
const ALARM_TEXTS: Readonly<Record<PageLanguage, Template>> = { en: alarmEn, es: alarmEs };

export const textsIn = (language: PageLanguage): Texts => TEXTS[language];
export const alarmTextsIn = (language: PageLanguage): Template => ALARM_TEXTS[language];

/** The first of the wished ones that we have; English where none is. */
export function languageOf(choice: PageLanguage | "auto", wished: readonly string[]): PageLanguage {
  if (choice !== "auto") return choice;
  const bases = wished.map((tag) => tag.split("-")[0]);
  return (
    bases.map((base) => LANGUAGES.find((language) => language === base)).find((found) => found !== undefined) ?? "en"
  );
}
