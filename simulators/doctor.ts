// `npm run doctor`: asks a gateway what is wrong, and looks at what only a terminal can: this host's clock, the MQTT edge.
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Finding, findingSchema, worstFirst } from "../shared/contracts/finding.ts";
import { runCommand, urlFrom } from "./cli.ts";
import { clockFindings } from "./doctor/clockFindings.ts";
import { edgeFindings } from "./doctor/edgeFindings.ts";

const USAGE = `npm run doctor -- [options]
What is wrong with a running system, why it matters, and what to do.

  --api http://127.0.0.1:8080   gateway
  --token …                     API token (environment: API_TOKEN)
  --mqtt mqtt://127.0.0.1:1883  also look at the broker: may anybody connect, may one device speak for another
  --device XX_AAA:PASSWORD      credentials of a device, for the latter (environment: DOCTOR_DEVICE)
  --json                        findings as JSON

Exit code 0 when nothing is wrong, 1 when something is, 2 when it was called wrongly.
Example
  npm run doctor -- --api http://127.0.0.1:8080 --mqtt mqtt://127.0.0.1:1883`;

const ANSWER_WITHIN_MS = 20_000;
const MARKS = { fault: "✗", warning: "!", note: "i", ok: "✓" } as const;
const answerSchema = z.object({ nowMs: z.number(), findings: z.array(findingSchema) });

runCommand(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      api: { type: "string", default: "http://127.0.0.1:8080" },
      token: { type: "string", default: process.env.API_TOKEN ?? "" },
      mqtt: { type: "string" },
      device: { type: "string", default: process.env.DOCTOR_DEVICE ?? "" },
      json: { type: "boolean", default: false },
    },
  });
  const api = urlFrom("api", values.api, ["http:", "https:"]);
  const mqtt = values.mqtt === undefined ? undefined : urlFrom("mqtt", values.mqtt, ["mqtt:", "mqtts:"]);
  const [ofSystem, ofClock, ofEdge] = await Promise.all([
    systemFindings(api, values.token),
    clockFindings(),
    mqtt === undefined ? [] : edgeFindings(mqtt, values.device),
  ]);
  const findings = worstFirst([...ofSystem, ...ofClock, ...ofEdge]);
  process.stdout.write(values.json ? `${JSON.stringify({ findings }, null, 2)}\n` : inWords(findings));
  if (findings.some(({ severity }) => severity === "fault" || severity === "warning")) process.exit(1);
});

/** A gateway that does not answer is the first thing that is wrong. */
async function systemFindings(api: string, token: string): Promise<readonly Finding[]> {
  const url = new URL("/api/doctor", api);
  const wrong = (what: string, todo: string): readonly Finding[] => [
    { check: "gateway", severity: "fault", what, why: "nothing else can be asked", todo },
  ];
  try {
    const response = await fetch(url, {
      headers: token === "" ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const text = await response.text();
    if (response.status === 401 || response.status === 403) {
      return wrong(`it wants a token: ${text.trim().slice(0, 200)}`, "give it with --token or in API_TOKEN");
    }
    if (!response.ok) return wrong(`${url.href}: ${response.status} ${text.trim().slice(0, 200)}`, "see its log");
    return [...answerSchema.parse(JSON.parse(text)).findings, ...driftOf(response.headers.get("date"))];
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) {
      return wrong(`${url.href}: not a gateway's answer`, "is there another service at --api?");
    }
    return wrong(`${url.href} does not answer`, "does it run? `docker compose ps`, `npm start`; is --api right?");
  }
}

const DRIFT_MS = 2500;

/** HTTP tells whole seconds. */
function driftOf(date: string | null): readonly Finding[] {
  const offMs = date === null ? 0 : Date.now() - Date.parse(date) - 500;
  if (!(Math.abs(offMs) > DRIFT_MS)) return [];
  return [
    {
      check: "clocks",
      severity: "warning",
      what: `this terminal's clock is ${(offMs / 1000).toFixed(0)} s ahead of the gateway's`,
      why: "one of the two is wrong, and alerts expire by the clock",
      todo: "set both by NTP: `timedatectl set-ntp true`",
    },
  ];
}

function inWords(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ check, severity, what, why, todo }) => [
    `${MARKS[severity]} ${check}: ${what}`,
    ...(why === "" ? [] : [`    why   ${why}`]),
    ...(todo === "" ? [] : [`    do    ${todo}`]),
  ]);
  const wrong = findings.filter(({ severity }) => severity === "fault" || severity === "warning").length;
  return `${lines.join("\n")}\n\n${wrong === 0 ? "nothing is wrong" : `${wrong} to look at`}\n`;
}
