// Verifies a Tocsin webhook (Standard Webhooks 1.0.0: v1 HMAC-SHA256, v1a ed25519) and decides whether to act. Node 24.2, no package.
import { createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify as verifySignature } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

export interface Delivery {
  /** The headers webhook-id, webhook-timestamp and webhook-signature; "" where one is missing. */
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  /** The body's bytes as they came: parsing and printing JSON again may change them. */
  readonly body: Uint8Array;
}

/** Older, or further ahead, a delivery may be a recording of another. */
const TOLERANCE_S = 300;

/** Undefined for a delivery to believe; otherwise why not. `key` is `whsec_…` or `whpk_…`. */
export function refusalOf({ id, timestamp, signature, body }: Delivery, key: string, nowS: number): string | undefined {
  const check = checkOf(key);
  if (check === undefined) return "key: want whsec_ and base64 of 24 to 64 bytes, or whpk_ and base64 of 32";
  if (id === "" || timestamp === "" || signature === "") {
    return "headers: want webhook-id, webhook-timestamp and webhook-signature";
  }
  if (!/^[0-9]{1,12}$/.test(timestamp) || Math.abs(nowS - Number(timestamp)) > TOLERANCE_S) {
    return `timestamp: want seconds since 1970, at most ${TOLERANCE_S} s from now`;
  }
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  // While secrets change there are two: one that matches is enough.
  return signature.split(" ").some((each) => check(each, signed)) ? undefined : "signature: none matches this key";
}

type Check = (signature: string, signed: Buffer) => boolean;

function checkOf(key: string): Check | undefined {
  const bytes = bytesOf(key.slice(key.indexOf("_") + 1));
  if (key.startsWith("whsec_") && bytes.length >= 24 && bytes.length <= 64) {
    return (signature, signed) => isHmac(signature, signed, bytes);
  }
  if (!key.startsWith("whpk_") || bytes.length !== 32) return undefined;
  const jwk = { kty: "OKP", crv: "Ed25519", x: bytes.toString("base64url") };
  const publicKey = createPublicKey({ key: jwk, format: "jwk" });
  return (signature, signed) => isEd25519(signature, signed, publicKey);
}

function isHmac(signature: string, signed: Buffer, secret: Buffer): boolean {
  const wanted = Buffer.from(`v1,${createHmac("sha256", secret).update(signed).digest("base64")}`);
  const given = Buffer.from(signature);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function isEd25519(signature: string, signed: Buffer, key: KeyObject): boolean {
  const given = signature.startsWith("v1a,") ? bytesOf(signature.slice("v1a,".length)) : Buffer.alloc(0);
  return given.length === 64 && verifySignature(null, signed, key, given);
}

/** Of strict base64; empty for anything else, which Node would decode as far as it can. */
function bytesOf(base64: string): Buffer {
  const bytes = Buffer.from(base64, "base64");
  return bytes.toString("base64") === base64 ? bytes : Buffer.alloc(0);
}

/** What a receiver remembers between deliveries. Several processes share it in their database. */
export class Inbox {
  readonly #ids = new Set<string>();
  readonly #versions = new Map<string, number>();

  /** "act" for what is real, new and in force; otherwise why nothing is to be done. Only after the signature was verified. */
  take(id: string, body: Uint8Array): string {
    // Deliveries come again, with the same id, whenever an answer was lost.
    if (this.#ids.has(id)) return "ignore: this webhook-id came before";
    remember(this.#ids, id);
    const { type, data } = JSON.parse(Buffer.from(body).toString("utf8"));
    if (!String(type).startsWith("alarm.")) return `ignore: ${type} is no alarm`;
    // They may overtake each other: the newest version of an event is what holds.
    if (data.version <= (this.#versions.get(data.eventId) ?? 0)) return "ignore: a newer version came before";
    this.#versions.set(data.eventId, data.version);
    if (this.#versions.size > MOST) this.#versions.delete(this.#versions.keys().next().value ?? "");
    if (data.mode !== "live") return `ignore: mode is ${data.mode}, not live`;
    if (data.late === true) return "ignore: it came too late to act on";
    return "act";
  }
}

const MOST = 10_000;

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  for (const oldest of ids) {
    if (ids.size <= MOST) return;
    ids.delete(oldest);
  }
}

const USAGE =
  "node verify.ts <body-file> --id ID --timestamp S --signature 'v1,… v1a,…' --key whsec_…|whpk_… [--now S]\n" +
  "prints valid and what to do, and ends with 0; or the reason, and ends with 1";

function main(): number {
  const text = { type: "string", default: "" } as const;
  const options = {
    id: text,
    timestamp: text,
    signature: text,
    key: text,
    now: text,
    help: { type: "boolean" },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [file, ...more] = positionals;
  if (values.help || file === undefined || more.length > 0) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const { id, timestamp, signature, key, now } = values;
  const body = readFileSync(file);
  const refusal = refusalOf({ id, timestamp, signature, body }, key, now === "" ? Date.now() / 1000 : Number(now));
  console.log(refusal ?? "valid");
  if (refusal !== undefined) return 1;
  console.log(adviceOf(new Inbox(), id, body));
  return 0;
}

function adviceOf(inbox: Inbox, id: string, body: Uint8Array): string {
  try {
    return inbox.take(id, body);
  } catch {
    return "ignore: the body is not an alarm's";
  }
}

if (import.meta.main) {
  try {
    process.exitCode = main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
