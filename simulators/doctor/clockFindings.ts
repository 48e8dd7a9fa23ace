// Whether this host's clock is set by somebody who knows the time.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Finding, fine } from "../../shared/contracts/finding.ts";
import type { TerminalTexts } from "./text/texts.ts";

const WITHIN_MS = 5000;

/** Nothing where there is no systemd: containers take their host's clock. */
export async function clockFindings(texts: TerminalTexts): Promise<readonly Finding[]> {
  try {
    const { stdout } = await promisify(execFile)("timedatectl", ["show", "--property=NTPSynchronized", "--value"], {
      timeout: WITHIN_MS,
    });
    return synchronisedOf(stdout.trim(), texts);
  } catch {
    return [];
  }
}

export function synchronisedOf(answer: string, { ntp: words }: TerminalTexts): readonly Finding[] {
  const told = { check: "NTP", name: words.name };
  if (answer === "yes") return [fine({ ...told, what: words.synchronised })];
  return answer === "no" ? [{ ...told, severity: "warning", ...words.loose }] : [];
}
