// The world's mode out of its key: what every banner, title and sound depends on.
import type { Mode } from "../../../../shared/contracts/mode.ts";
import type { Texts } from "../i18n/language.ts";

const MODES: readonly (Mode | "none")[] = ["live", "drill", "simulation", "replay"];

export function modeOf(worldKey: string): Mode | "none" {
  const word = worldKey.split(":")[0];
  return MODES.find((mode) => mode === word) ?? "none";
}

export const isUnreal = (mode: Mode | "none"): boolean => mode !== "live" && mode !== "none";

/** "drill picture" of "drill:picture": in the page's language, its mode's word first. */
export function worldName(worldKey: string, { mode }: Texts): string {
  const [, run = ""] = worldKey.split(/:(.*)/);
  return `${mode[modeOf(worldKey)].word.toLowerCase()} ${run}`.trim();
}
