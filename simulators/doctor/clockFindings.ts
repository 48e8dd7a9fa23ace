// Whether this host's clock is set by somebody who knows the time.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Finding, fine } from "../../shared/contracts/finding.ts";

const WITHIN_MS = 5000;

/** Nothing where there is no systemd: containers take their host's clock. */
export async function clockFindings(): Promise<readonly Finding[]> {
  try {
    const { stdout } = await promisify(execFile)("timedatectl", ["show", "--property=NTPSynchronized", "--value"], {
      timeout: WITHIN_MS,
    });
    return synchronisedOf(stdout.trim());
  } catch {
    return [];
  }
}

export function synchronisedOf(answer: string): readonly Finding[] {
  if (answer === "yes") return [fine("NTP", "this host's clock is synchronised")];
  if (answer !== "no") return [];
  return [
    {
      check: "NTP",
      severity: "warning",
      what: "this host's clock is not synchronised",
      why: "alerts expire by it, and every delay is measured by it",
      todo: "`timedatectl set-ntp true`, or install chrony; in a virtual machine look at the host's too",
    },
  ];
}
