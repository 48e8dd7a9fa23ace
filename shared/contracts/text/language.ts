// The languages people are told in (BCP 47), and which of them a wish like "es-MX" means (lookup, RFC 4647 §3.4).
export type Direction = "ltr" | "rtl";

/** English first: it is what everybody gets whose own language is not here. */
export const LANGUAGES = [
  { tag: "en", direction: "ltr" },
  { tag: "es", direction: "ltr" },
  { tag: "ja", direction: "ltr" },
  { tag: "tr", direction: "ltr" },
  { tag: "id", direction: "ltr" },
  { tag: "zh", direction: "ltr" },
  { tag: "fr", direction: "ltr" },
  { tag: "el", direction: "ltr" },
  { tag: "it", direction: "ltr" },
  { tag: "pt", direction: "ltr" },
  { tag: "ar", direction: "rtl" },
] as const satisfies readonly { readonly tag: string; readonly direction: Direction }[];

export type Language = (typeof LANGUAGES)[number]["tag"];

const BY_TAG: ReadonlyMap<string, Language> = new Map([
  ...LANGUAGES.map(({ tag }) => [tag, tag] as const),
  // What Android still calls Indonesian.
  ["in", "id"],
]);

/** Every tag here is one subtag, so that looking one up by dropping subtags from the end comes down to the first. */
export function languageOf(wanted: string | undefined): Language {
  const exact = BY_TAG.get(wanted ?? "");
  if (exact !== undefined) return exact;
  return BY_TAG.get((wanted ?? "").split(/[-_]/, 1)[0]?.toLowerCase() ?? "") ?? "en";
}

export function directionOf(language: Language): Direction {
  return LANGUAGES.find(({ tag }) => tag === language)?.direction ?? "ltr";
}
