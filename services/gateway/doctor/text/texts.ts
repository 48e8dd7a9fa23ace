// The words of the doctor's checks, one table a language. A sentence that one of them lacks is a type error.
import type { FindingLanguage } from "../../../../shared/contracts/finding.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";

export type DoctorTexts = typeof en;

export const DOCTOR_TEXTS: Readonly<Record<FindingLanguage, DoctorTexts>> = { en, es };
