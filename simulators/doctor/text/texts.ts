// The words of `npm run doctor`, one table a language. A sentence that one of them lacks is a type error.
import type { FindingLanguage } from "../../../shared/contracts/finding.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";

export type TerminalTexts = typeof en;

export const TERMINAL_TEXTS: Readonly<Record<FindingLanguage, TerminalTexts>> = { en, es };
