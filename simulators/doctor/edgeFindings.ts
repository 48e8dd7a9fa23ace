// The MQTT edge as a stranger and as a device find it: who may connect, and for whom a device may speak.
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { type Finding, fine } from "../../shared/contracts/finding.ts";
import { reasonOf } from "../../shared/runtime/errors.ts";
import type { TerminalTexts } from "./text/texts.ts";

const WITHIN_MS = 5000;
/** Nobody's: what is sent there reaches no station's state. */
const ELSE = "ZZ_DOCTOR";

export interface Edge {
  readonly url: string;
  /** "XX_AAA:PASSWORD", or "" where there is none to try. */
  readonly device: string;
}

export async function edgeFindings({ url, device }: Edge, texts: TerminalTexts): Promise<readonly Finding[]> {
  const plain = new URL(url);
  plain.username = "";
  plain.password = "";
  const stranger = await visit(plain.href, {});
  const findings: Finding[] = [...strangerFindings(stranger, plain, texts)];
  if (device === "" || stranger.kind === "unreachable") return findings;
  const [username = "", ...rest] = device.split(":");
  const asDevice = await visit(plain.href, { username, password: rest.join(":") });
  return [...findings, ...deviceFindings(username, asDevice, texts)];
}

type Visit =
  | { readonly kind: "refused"; readonly reason: string }
  /** Without a reason: no version of the protocol in common. */
  | { readonly kind: "unreachable"; readonly reason: string }
  /** `mayElse`: the broker took a message on somebody else's topic; undefined where it does not tell. */
  | { readonly kind: "in"; readonly mayElse: boolean | undefined };

/** MQTT 5, where a broker says that it did not take a message [MQTT 5 §3.4.2.1]. */
async function visit(url: string, credentials: Pick<IClientOptions, "username" | "password">): Promise<Visit> {
  const options = { ...credentials, connectTimeout: WITHIN_MS, reconnectPeriod: 0, clean: true } as const;
  for (const protocolVersion of [5, 4] as const) {
    try {
      const client = await connectAsync(url, { ...options, protocolVersion });
      const mayElse = protocolVersion === 5 ? await maySpeakForAnother(client) : undefined;
      await client.endAsync(true);
      return { kind: "in", mayElse };
    } catch (error) {
      const reason = reasonOf(error);
      // 1 and 132: another version of the protocol, please.
      if (protocolVersion === 5 && /protocol version|\b(1|132)\b/i.test(reason)) continue;
      const isRefused = /not authorized|not authorised|bad user ?name|refused: (?!connect)/i.test(reason);
      return { kind: isRefused ? "refused" : "unreachable", reason };
    }
  }
  return { kind: "unreachable", reason: "" };
}

async function maySpeakForAnother(client: MqttClient): Promise<boolean | undefined> {
  try {
    const answer = await client.publishAsync(`eew/v1/ZZ/DOCTOR/${ELSE}/doctor`, "", { qos: 1 });
    const code = answer !== undefined && "reasonCode" in answer ? answer.reasonCode : 0;
    // 16: it was taken, and nobody listens.
    return code === 0 || code === 16;
  } catch (error) {
    return /not authori[sz]ed|135/i.test(reasonOf(error)) ? false : undefined;
  }
}

function strangerFindings(visit: Visit, { host, hostname }: URL, { edge: words }: TerminalTexts): readonly Finding[] {
  const told = { check: "MQTT edge", name: words.name };
  if (visit.kind === "refused") return [fine({ ...told, what: words.guarded(host) })];
  if (visit.kind === "unreachable") {
    return [{ ...told, severity: "fault", ...words.gone(host, visit.reason || words.noProtocol) }];
  }
  const isLoopback = hostname === "localhost" || hostname.startsWith("127.") || hostname === "[::1]";
  return [{ ...told, severity: isLoopback ? "note" : "fault", ...words.open(host, isLoopback) }];
}

function deviceFindings(device: string, visit: Visit, { edge, device: words }: TerminalTexts): readonly Finding[] {
  const told = { check: "device", name: words.name };
  if (visit.kind !== "in") {
    return [{ ...told, severity: "warning", ...words.shutOut(device, visit.reason || edge.noProtocol) }];
  }
  if (visit.mayElse === undefined) return [fine({ ...told, what: words.untold(device) })];
  if (!visit.mayElse) return [fine({ ...told, what: words.itself(device) })];
  return [{ ...told, severity: "fault", ...words.forged(device) }];
}
