// What a person chose, kept in this browser and told to nobody.
import { LANGUAGES, type PageLanguage } from "../i18n/language.ts";

export interface Place {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** "" where it was pointed at and no town is near. */
  readonly name: string;
}

export const LAYERS = ["stations", "picks", "fronts", "contours", "plum", "blind", "trail"] as const;
export type Layer = (typeof LAYERS)[number];
export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export interface Choice {
  readonly language: PageLanguage | "auto";
  readonly theme: Theme;
  readonly isSoundOn: boolean;
  readonly place: Place | null;
  readonly hiddenLayers: readonly Layer[];
  readonly isDrawerOpen: boolean;
}

const NONE: Choice = {
  language: "auto",
  theme: "auto",
  isSoundOn: false,
  place: null,
  hiddenLayers: [],
  isDrawerOpen: false,
};
const KEY = "tocsin";

export class Choices {
  #now: Choice = read();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get now(): Choice {
    return this.#now;
  }

  choose(change: Partial<Choice>): void {
    this.#now = { ...this.#now, ...change };
    keep(this.#now);
    this.#onChange();
  }
}

/** A browser may refuse to keep anything; then the choice lasts until the page is closed. */
function keep(choice: Choice): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choice));
  } catch {}
}

function read(): Choice {
  try {
    const kept: Readonly<Record<string, unknown>> = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return {
      language: LANGUAGES.find((language) => language === kept.language) ?? NONE.language,
      theme: THEMES.find((theme) => theme === kept.theme) ?? NONE.theme,
      isSoundOn: kept.isSoundOn === true,
      place: placeFrom(kept.place),
      hiddenLayers: LAYERS.filter((layer) => Array.isArray(kept.hiddenLayers) && kept.hiddenLayers.includes(layer)),
      isDrawerOpen: kept.isDrawerOpen === true,
    };
  } catch {
    return NONE;
  }
}

function placeFrom(kept: unknown): Place | null {
  if (typeof kept !== "object" || kept === null || !("latitudeDeg" in kept) || !("longitudeDeg" in kept)) return null;
  const { latitudeDeg, longitudeDeg } = kept;
  if (typeof latitudeDeg !== "number" || typeof longitudeDeg !== "number") return null;
  return { latitudeDeg, longitudeDeg, name: "name" in kept && typeof kept.name === "string" ? kept.name : "" };
}
