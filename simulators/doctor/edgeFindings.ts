// The MQTT edge as a stranger and as a device find it: who may connect, and for whom a device may speak.
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { type Finding, fine } from "../../shared/contracts/finding.ts";
import { reasonOf } from "../../shared/runtime/errors.ts";

const WITHIN_MS = 5000;
/** Nobody's: what is sent there reaches no station's state. */
const ELSE = "ZZ_DOCTOR";
const CHECK = "MQTT edge";

/** @param device "XX_AAA:PASSWORD", or "" where there is none to try */
export async function edgeFindings(url: string, device: string): Promise<readonly Finding[]> {
  const plain = new URL(url);
  plain.username = "";
  plain.password = "";
  const stranger = await visit(plain.href, {});
  const findings: Finding[] = [...strangerFindings(stranger, plain)];
  if (device === "" || stranger.kind === "unreachable") return findings;
  const [username = "", ...rest] = device.split(":");
  return [...findings, ...deviceFindings(username, await visit(plain.href, { username, password: rest.join(":") }))];
}

type Visit =
  | { readonly kind: "refused"; readonly reason: string }
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
  return { kind: "unreachable", reason: "no version of the protocol in common" };
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

function strangerFindings(visit: Visit, { host, hostname }: URL): readonly Finding[] {
  if (visit.kind === "refused") return [fine(CHECK, `${host} takes nobody without a password`)];
  if (visit.kind === "unreachable") {
    return [
      {
        check: CHECK,
        severity: "fault",
        what: `${host} does not answer: ${visit.reason}`,
        why: "sensors cannot send anything",
        todo: "look whether the broker runs, and whether a firewall stands before its port",
      },
    ];
  }
  const isLoopback = hostname === "localhost" || hostname.startsWith("127.") || hostname === "[::1]";
  return [
    {
      check: CHECK,
      severity: isLoopback ? "note" : "fault",
      what: `anybody may connect to ${host} without a password`,
      why: isLoopback
        ? "only who is on this machine can; before sensors come from elsewhere that must change"
        : "whoever can reach it may send shaking that never was",
      todo: "set `allow_anonymous false` and give each device a password (docs/operations.md)",
    },
  ];
}

function deviceFindings(name: string, visit: Visit): readonly Finding[] {
  if (visit.kind !== "in") {
    return [
      {
        check: "device",
        severity: "warning",
        what: `${name} cannot connect: ${visit.reason}`,
        why: "what a device with this password sends is lost",
        todo: "set its password again (deploy/compose/devices.ts), and in the device",
      },
    ];
  }
  if (visit.mayElse === undefined)
    return [fine("device", `${name} connects; this broker does not tell what it refuses`)];
  if (!visit.mayElse) return [fine("device", `${name} connects, and may not speak for another station`)];
  return [
    {
      check: "device",
      severity: "fault",
      what: `${name} may send as another station`,
      why: "one stolen password is then enough for a false alarm",
      todo: "give the broker an ACL such as deploy/compose/mosquitto.acl: `pattern write eew/v1/+/+/%u/#`",
    },
  ];
}
