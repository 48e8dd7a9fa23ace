// `npm run doctor`: asks a gateway what is wrong, and looks at what only a terminal can: this host's clock, the MQTT edge.
import { parseArgs } from "node:util";
import { z } from "zod";
import {
  type Complaint,
  FINDING_LANGUAGES,
  type Finding,
  type FindingLanguage,
  findingSchema,
  worstFirst,
} from "../shared/contracts/finding.ts";
import { choiceFrom, runCommand, urlFrom } from "./cli.ts";
import { clockFindings } from "./doctor/clockFindings.ts";
import { edgeFindings } from "./doctor/edgeFindings.ts";
import { TERMINAL_TEXTS, type TerminalTexts } from "./doctor/text/texts.ts";

const USAGE = `npm run doctor -- [options]
What is wrong with a running system, why it matters, and what to do.

  --api http://127.0.0.1:8080   gateway
  --token …                     API token (environment: API_TOKEN)
  --mqtt mqtt://127.0.0.1:1883  also look at the broker: may anybody connect, may one device speak for another
  --device XX_AAA:PASSWORD      credentials of a device, for the latter (environment: DOCTOR_DEVICE)
  --language en                 what is found is told in: en, es
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
      language: { type: "string", default: "en" },
      json: { type: "boolean", default: false },
    },
  });
  const api = urlFrom("api", values.api, ["http:", "https:"]);
  const mqtt = values.mqtt === undefined ? undefined : urlFrom("mqtt", values.mqtt, ["mqtt:", "mqtts:"]);
  const language = choiceFrom("language", values.language, FINDING_LANGUAGES);
  const texts = TERMINAL_TEXTS[language];
  const [ofSystem, ofClock, ofEdge] = await Promise.all([
    systemFindings({ api, token: values.token, language }),
    clockFindings(texts),
    mqtt === undefined ? [] : edgeFindings({ url: mqtt, device: values.device }, texts),
  ]);
  const findings = worstFirst([...ofSystem, ...ofClock, ...ofEdge]);
  process.stdout.write(values.json ? `${JSON.stringify({ findings }, null, 2)}\n` : inWords(findings, texts));
  if (findings.some(({ severity }) => severity === "fault" || severity === "warning")) process.exit(1);
});

interface Asked {
  readonly api: string;
  readonly token: string;
  readonly language: FindingLanguage;
}

/** A gateway that does not answer is the first thing that is wrong. */
async function systemFindings({ api, token, language }: Asked): Promise<readonly Finding[]> {
  const url = new URL(`/api/doctor?language=${language}`, api);
  const { gateway: words, clocks } = TERMINAL_TEXTS[language];
  const wrong = (told: Pick<Complaint, "what" | "todo">): readonly Finding[] => [
    { check: "gateway", name: words.name, severity: "fault", why: words.why, ...told },
  ];
  try {
    const response = await fetch(url, {
      headers: token === "" ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const text = await response.text();
    const told = text.trim().slice(0, 200);
    if (response.status === 401 || response.status === 403) return wrong(words.wantsToken(told));
    if (!response.ok) return wrong(words.refused(url.href, `${response.status} ${told}`));
    return [...answerSchema.parse(JSON.parse(text)).findings, ...driftOf(response.headers.get("date"), clocks)];
  } catch (error) {
    const isOther = error instanceof z.ZodError || error instanceof SyntaxError;
    return wrong(isOther ? words.other(url.href) : words.gone(url.href));
  }
}

const DRIFT_MS = 2500;

/** HTTP tells whole seconds. */
function driftOf(date: string | null, words: TerminalTexts["clocks"]): readonly Finding[] {
  const offMs = date === null ? 0 : Date.now() - Date.parse(date) - 500;
  if (!(Math.abs(offMs) > DRIFT_MS)) return [];
  return [{ check: "clocks", name: words.name, severity: "warning", ...words.apart((offMs / 1000).toFixed(0)) }];
}

function inWords(findings: readonly Finding[], words: TerminalTexts): string {
  const indent = 2 + Math.max(words.why.length, words.todo.length);
  const lines = findings.flatMap(({ name, severity, what, why, todo }) => [
    `${MARKS[severity]} ${name}: ${what}`,
    ...(why === "" ? [] : [`    ${words.why.padEnd(indent)} ${why}`]),
    ...(todo === "" ? [] : [`    ${words.todo.padEnd(indent)} ${todo}`]),
  ]);
  const wrong = findings.filter(({ severity }) => severity === "fault" || severity === "warning").length;
  return `${lines.join("\n")}\n\n${words.summary(wrong)}\n`;
}
