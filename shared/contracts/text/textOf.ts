// What a person reads, in their language: a headline of at most 90 characters, a detail of at most 300, what to do.
import type { BulletinText } from "../bulletin.ts";
import { ar } from "./ar.ts";
import { areaText } from "./areaText.ts";
import { el } from "./el.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { id } from "./id.ts";
import type { TextInput } from "./input.ts";
import { it } from "./it.ts";
import { ja } from "./ja.ts";
import { directionOf, type Language, languageOf } from "./language.ts";
import { pt } from "./pt.ts";
import { slotsOf } from "./slots.ts";
import { subscriberText } from "./subscriberText.ts";
import type { Template } from "./template.ts";
import { tr } from "./tr.ts";
import { headlineOf, prefixOf, type Wording } from "./wording.ts";
import { zh } from "./zh.ts";

export type Text = BulletinText;

export const TEMPLATES: Readonly<Record<Language, Template>> = { en, es, ja, tr, id, zh, fr, el, it, pt, ar };

/**
 * In English where the language is not here or its template fails: a translation must never delay an alarm.
 * @param language a BCP 47 tag; "es-MX" is told in "es".
 */
export function textOf(
  language: string | undefined,
  input: TextInput,
  templates: Readonly<Partial<Record<Language, Template>>> = TEMPLATES,
): Text {
  try {
    return rendered(templates[languageOf(language)] ?? en, input);
  } catch {
    return rendered(en, input);
  }
}

function rendered(template: Template, input: TextInput): Text {
  const { language, joint, source } = template;
  const prefix = prefixOf(template, input);
  const wording = wordingOf(template, input);
  const { before, main, facts, instruction } = wording;

  const sentences = [before, main, ...facts, source];
  return {
    language,
    direction: directionOf(language),
    headline: headlineOf(prefix, wording, joint),
    detail: prefix + sentences.filter((sentence) => sentence !== undefined).join(joint),
    instruction,
  };
}

function wordingOf(template: Template, input: TextInput): Wording {
  switch (input.kind) {
    case "subscriber":
      return subscriberText(template, input);
    case "area":
      return areaText(template, input);
    case "test": {
      const slots = slotsOf(template, { intensity: 1, secondsLeft: 0, isPossible: false });
      return { main: template.test(slots), facts: [], instruction: template.nothingToDo };
    }
  }
}
