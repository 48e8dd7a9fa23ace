// A check: facts to findings, in the words of one language.
import type { Finding } from "../../../shared/contracts/finding.ts";
import type { Facts } from "./facts.ts";
import type { DoctorTexts } from "./text/texts.ts";

export type Check = (facts: Facts, texts: DoctorTexts) => readonly Finding[];
