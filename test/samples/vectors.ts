// Makes samples/vectors.json: deliveries to believe and to refuse, for receivers in every language.
// Run it after a change: node test/samples/vectors.ts > samples/vectors.json
import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { z } from "zod";

export const vectorSchema = z.object({
  /** What is special about it. */
  name: z.string(),
  id: z.string(),
  timestamp: z.string(),
  signature: z.string(),
  /** Of the receiver. */
  key: z.string(),
  /** The receiver's clock, seconds since 1970. */
  now: z.int(),
  /** The body as text, or its bytes in base64 where they are no text. */
  body: z.string().optional(),
  bodyBase64: z.string().optional(),
  /** "valid", or what is wrong: the first word of the samples' answer. */
  want: z.enum(["valid", "headers", "timestamp", "signature", "key"]),
  /** What is to be done with a valid one. */
  advice: z.enum(["act", "ignore"]).optional(),
});
export type Vector = z.output<typeof vectorSchema>;
export const fileSchema = z.object({ about: z.string(), vectors: z.array(vectorSchema) });

const bytesOf = (word: string, length = 32) =>
  createHash("sha512").update(`tocsin sample ${word}`).digest().subarray(0, length);
const secretOf = (word: string, length?: number) => `whsec_${bytesOf(word, length).toString("base64")}`;
/** An ed25519 seed in its PKCS 8 envelope (RFC 8410 §7). */
const privateKeyOf = (word: string) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), bytesOf(word)]),
    format: "der",
    type: "pkcs8",
  });
function publicKeyOf(word: string): string {
  const { x = "" } = createPublicKey(privateKeyOf(word)).export({ format: "jwk" });
  return `whpk_${Buffer.from(x, "base64url").toString("base64")}`;
}

export const NOW_S = 1_790_000_000;
const ID = "live-20260921T141300-9s.1.sub_5f0c";

interface Said {
  readonly id?: string;
  readonly timestamp?: string;
  readonly body?: string | Buffer;
}

function signedOf({ id = ID, timestamp = String(NOW_S - 1), body = alarm() }: Said): Buffer {
  return Buffer.concat([Buffer.from(`${id}.${timestamp}.`), Buffer.from(body)]);
}

function v1(said: Said = {}, word = "now", length?: number): string {
  return `v1,${createHmac("sha256", bytesOf(word, length)).update(signedOf(said)).digest("base64")}`;
}

function v1a(said: Said = {}, word = "now"): string {
  return `v1a,${sign(null, signedOf(said), privateKeyOf(word)).toString("base64")}`;
}

function alarm(over: Readonly<Record<string, unknown>> = {}, type = "alarm.issued"): string {
  const data = { mode: "live", run: "", eventId: "live-20260921T141300-9s", version: 1, status: "confirmed" };
  const headline = "Strong shaking expected in 12 s. Drop, cover, hold on.";
  return JSON.stringify({
    type,
    timestamp: "2026-09-21T14:13:19.000Z",
    data: { ...data, headline, late: false, ...over },
  });
}

const SECRET = secretOf("now");
const PUBLIC_KEY = publicKeyOf("now");

function vector(name: string, want: Vector["want"], over: Partial<Omit<Vector, "body">> & Said = {}): Vector {
  const { body = alarm(), ...rest } = over;
  const text = typeof body === "string" ? { body } : { bodyBase64: body.toString("base64") };
  const signed = { signature: rest.signature ?? v1({ ...rest, body }) };
  return { name, id: ID, timestamp: String(NOW_S - 1), key: SECRET, now: NOW_S, ...rest, ...signed, ...text, want };
}

const act = { advice: "act" } as const;
const ignore = { advice: "ignore" } as const;

function believed(): Vector[] {
  const unicode = alarm({ headline: "DRILL/訓練: 強い揺れ — Σκύψτε \u2028 🌍 é e\u0301" });
  const bytes = Buffer.from([0x7b, 0x00, 0xff, 0xfe, 0x0a]);
  return [
    vector("v1", "valid", act),
    vector("v1a", "valid", { ...act, key: PUBLIC_KEY, signature: v1a() }),
    vector("v1, a secret of 24 bytes", "valid", { ...act, key: secretOf("s", 24), signature: v1({}, "s", 24) }),
    vector("v1, a secret of 64 bytes", "valid", { ...act, key: secretOf("l", 64), signature: v1({}, "l", 64) }),
    vector("rotated: the old secret first", "valid", { ...act, signature: `${v1({}, "old")} ${v1()}` }),
    vector("rotated: the new secret first", "valid", { ...act, signature: `${v1()} ${v1({}, "old")}` }),
    vector("rotated: the receiver still has the old secret", "valid", {
      ...act,
      key: secretOf("old"),
      signature: `${v1()} ${v1({}, "old")}`,
    }),
    vector("rotated v1a", "valid", { ...act, key: PUBLIC_KEY, signature: `${v1a({}, "old")} ${v1a()}` }),
    vector("both kinds, the receiver has a secret", "valid", { ...act, signature: `${v1a()} ${v1()}` }),
    vector("both kinds, the receiver has a public key", "valid", {
      ...act,
      key: PUBLIC_KEY,
      signature: `${v1()} ${v1a()}`,
    }),
    vector("a kind of tomorrow beside it", "valid", { ...act, signature: `v2,abc ${v1()}` }),
    vector("two blanks between", "valid", { ...act, signature: `v1,abc  ${v1()}` }),
    vector("characters of many scripts", "valid", { ...act, body: unicode }),
    vector("characters of many scripts, v1a", "valid", {
      ...act,
      ...{ key: PUBLIC_KEY, body: unicode, signature: v1a({ body: unicode }) },
    }),
    vector("a body that ends with a line's end", "valid", { ...act, body: `${alarm()}\n` }),
    vector("an empty body", "valid", { ...ignore, body: "" }),
    vector("bytes that are no text", "valid", { ...ignore, body: bytes }),
    vector("300 s old", "valid", { ...act, timestamp: String(NOW_S - 300) }),
    vector("300 s ahead", "valid", { ...act, timestamp: String(NOW_S + 300) }),
    vector("a drill", "valid", { ...ignore, body: alarm({ mode: "drill", run: "d1" }) }),
    vector("a simulation", "valid", { ...ignore, body: alarm({ mode: "simulation", run: "s" }) }),
    vector("one that came too late", "valid", { ...ignore, body: alarm({ late: true }) }),
    vector("a heartbeat", "valid", { ...ignore, body: alarm({}, "system.heartbeat") }),
  ];
}

function refused(): Vector[] {
  const worse = alarm({ version: 2 });
  const cut = v1().slice(0, -5);
  return [
    vector("another body", "signature", { body: worse, signature: v1() }),
    vector("another body, v1a", "signature", { key: PUBLIC_KEY, body: worse, signature: v1a() }),
    vector("one more blank in the body", "signature", { body: `${alarm()} `, signature: v1() }),
    vector("another id", "signature", { id: `${ID}x`, signature: v1() }),
    vector("a point moved from the id to the timestamp", "signature", {
      ...{ id: "a", timestamp: String(NOW_S), signature: v1({ id: `a.${NOW_S}`, timestamp: "" }) },
    }),
    vector("a newer timestamp on an old delivery", "signature", { signature: v1({ timestamp: String(NOW_S - 4000) }) }),
    vector("a stranger's secret", "signature", { signature: v1({}, "stranger") }),
    vector("a stranger's key", "signature", { key: PUBLIC_KEY, signature: v1a({}, "stranger") }),
    vector("a v1 signature called v1a", "signature", { signature: v1().replace("v1,", "v1a,") }),
    vector("a v1a signature called v1", "signature", { key: PUBLIC_KEY, signature: v1a().replace("v1a,", "v1,") }),
    vector("v1 for a receiver with a public key", "signature", { key: PUBLIC_KEY }),
    vector("the public key used as a secret", "signature", {
      key: PUBLIC_KEY,
      signature: `v1a,${createHmac("sha256", Buffer.from(PUBLIC_KEY.slice(5), "base64"))
        .update(signedOf({}))
        .digest("base64")}`,
    }),
    vector("garbage", "signature", { signature: "%%% * v1 , v1a, v1,=== v1a,!!!" }),
    vector("no base64 after v1", "signature", { signature: "v1," }),
    vector("a signature that is cut", "signature", { signature: cut }),
    vector("a signature with more behind it", "signature", { signature: `${v1()}A` }),
    vector("a signature without its kind", "signature", { signature: v1().slice(3) }),
    vector("signatures with a comma between", "signature", { signature: `${v1({}, "old")},${v1()}` }),
    vector("base64 of the other alphabet", "signature", {
      ...{ key: PUBLIC_KEY, signature: urlSafe(v1a({ body: UNSAFE })), body: UNSAFE },
    }),
    vector("301 s old", "timestamp", { timestamp: String(NOW_S - 301) }),
    vector("301 s ahead", "timestamp", { timestamp: String(NOW_S + 301) }),
    vector("a year old", "timestamp", { timestamp: String(NOW_S - 31_536_000) }),
    ...["now", "0x10", "1.79e9", `${NOW_S}.0`, ` ${NOW_S}`, `${NOW_S}000`, "9".repeat(40)].map((timestamp) =>
      vector(`the timestamp ${timestamp.slice(0, 13)}`, "timestamp", { timestamp }),
    ),
    vector("no id", "headers", { id: "" }),
    vector("no timestamp", "headers", { timestamp: "" }),
    vector("an empty signature", "headers", { signature: "" }),
    vector("a key without its kind", "key", { key: SECRET.slice(6) }),
    vector("a secret of 8 bytes", "key", { key: secretOf("x", 8) }),
    vector("a public key of 31 bytes", "key", { key: `whpk_${bytesOf("x", 31).toString("base64")}` }),
    vector("the sender's own half of the key", "key", { key: `whsk_${bytesOf("now").toString("base64")}` }),
    vector("a key that is no base64", "key", { key: "whsec_correct horse battery staple, as they say" }),
    vector("no key", "key", { key: "" }),
  ];
}

/** One whose v1a signature holds both letters in which the two alphabets of base64 differ. */
const UNSAFE =
  Array.from({ length: 50 }, (_, n) => alarm({ version: n + 1 })).find((body) =>
    /(?=.*\+)(?=.*\/)/.test(v1a({ body })),
  ) ?? alarm();

function urlSafe(signature: string): string {
  return signature.replaceAll("+", "-").replaceAll("/", "_");
}

export function vectorsFile(): string {
  const about =
    "Deliveries to believe and to refuse. The keys are made of public words: use them for nothing else. " +
    "Sign with them: whsec_ is the HMAC's key; the seeds of whpk_ are in test/samples/vectors.ts.";
  return `${JSON.stringify({ about, vectors: [...believed(), ...refused()] }, null, 2)}\n`;
}

if (import.meta.main) process.stdout.write(vectorsFile());
