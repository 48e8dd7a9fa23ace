// The samples receivers copy: each believes and refuses the same deliveries, in every language that runs here.
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Inbox, refusalOf as refusalBySample } from "../../samples/verify.ts";
import { headersOf, newPrivateKey, publicKeyOf } from "../../services/alarm/signature.ts";
import { newSecret } from "../../services/alarm/subscription.ts";
import { keyOf, refusalOf } from "../../simulators/webhook.ts";
import { fileSchema, type Vector, vectorsFile } from "./vectors.ts";

const samples = resolve(import.meta.dirname, "../../samples");
const text = readFileSync(join(samples, "vectors.json"), "utf8");
const { vectors } = fileSchema.parse(JSON.parse(text));
const folder = mkdtempSync(join(tmpdir(), "tocsin-samples-"));
const goFolder = join(folder, "go");
const goProgram = join(goFolder, "verify");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.useRealTimers());

const bodyOf = ({ body, bodyBase64 = "" }: Vector) =>
  body === undefined ? Buffer.from(bodyBase64, "base64") : Buffer.from(body);

function run(command: string, args: readonly string[], cwd = folder): SpawnSyncReturns<string> {
  return spawnSync(command, args, { encoding: "utf8", cwd, timeout: 60_000 });
}

const isThere = (command: string, ...args: string[]) => run(command, args).status === 0;

const isFirstOfItsKind = ({ want, name }: Vector) => vectors.find((vector) => vector.want === want)?.name === name;

interface Sample {
  readonly name: string;
  /** What it is run with, and how to see that it is here. */
  readonly runtime: string;
  readonly isHere: boolean;
  readonly command: readonly string[];
  readonly isAble?: (vector: Vector) => boolean;
}

/** Where python3 is the shell script of a version manager, its target starts in half the time. */
const python = run("python3", ["-c", "import sys; print(sys.executable)"]).stdout?.trim() || "python3";
const hasEd25519 = isThere(python, "-c", "import cryptography.hazmat.primitives.asymmetric.ed25519");
const SAMPLES: readonly Sample[] = [
  {
    name: "verify.ts",
    runtime: "node",
    isHere: true,
    command: [process.execPath, "--disable-warning=ExperimentalWarning", join(samples, "verify.ts")],
  },
  {
    name: "verify.py",
    runtime: "python3",
    isHere: isThere(python, "--version"),
    command: [python, join(samples, "verify.py")],
    isAble: ({ key, want }) => hasEd25519 || want === "key" || !key.startsWith("whpk_"),
  },
  { name: "verify.go", runtime: "go", isHere: isThere("go", "version"), command: [goProgram] },
  {
    name: "verify.sh",
    runtime: "sh and openssl",
    isHere: isThere("openssl", "version") && isThere("sh", "-c", "true"),
    command: ["sh", join(samples, "verify.sh")],
  },
];

for (const { name, runtime, isHere } of SAMPLES) {
  if (!isHere) process.stderr.write(`samples: ${runtime} is not here, so ${name} is not tried\n`);
}

test("the vectors are those their script makes, every name once", () => {
  expect(text).toBe(vectorsFile());
  expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
});

describe.each(SAMPLES)("$name", ({ name, isHere, command: [program = "", ...before], isAble }) => {
  beforeAll(() => {
    if (!isHere || name !== "verify.go") return;
    mkdirSync(goFolder);
    copyFileSync(join(samples, "verify.go"), join(goFolder, "verify.go"));
    copyFileSync(join(import.meta.dirname, "verify_test.go"), join(goFolder, "verify_test.go"));
    writeFileSync(join(goFolder, "go.mod"), "module verify\n\ngo 1.19\n");
    const built = run("go", ["build", "-o", goProgram, "."], goFolder);
    expect(built.stderr).toBe("");
  }, 180_000);

  // Node starts slowly, and below every vector is tried without starting it: one of each kind is enough here.
  const tried = name === "verify.ts" ? vectors.filter(isFirstOfItsKind) : vectors;

  test.skipIf(!isHere).each(tried)("$want: $name", (vector) => {
    if (isAble?.(vector) === false) return;
    const file = join(folder, "body");
    writeFileSync(file, bodyOf(vector));
    const { id, timestamp, signature, key, now } = vector;
    const headers = ["--id", id, "--timestamp", timestamp, "--signature", signature];
    const { status, stdout, stderr } = run(program, [...before, file, ...headers, "--key", key, "--now", String(now)]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(vector.want === "valid" ? /^valid\n/ : new RegExp(`^${vector.want}: .+\n$`));
    expect(status).toBe(vector.want === "valid" ? 0 : 1);
    const said = stdout.split("\n")[1];
    // The shell reads the body only where there is jq.
    if (vector.advice !== undefined && said !== "") expect(said).toMatch(new RegExp(`^${vector.advice}`));
    if (name !== "verify.sh" && vector.advice !== undefined) expect(said).not.toBe("");
  });

  test.skipIf(!isHere)("says how it is called when it is called wrongly", () => {
    const { status, stderr } = run(program, before);
    expect(status).toBe(2);
    expect(stderr).toMatch(/body[-_ ]file/);
  });
});

test.each(vectors)("verify.ts, imported: $want: $name", (vector) => {
  const { id, timestamp, signature, key, now, want, advice } = vector;
  const body = bodyOf(vector);
  const refusal = refusalBySample({ id, timestamp, signature, body }, key, now);
  if (want === "valid") expect(refusal).toBeUndefined();
  else expect(refusal).toMatch(new RegExp(`^${want}: `));
  if (advice === "act") expect(new Inbox().take(id, body)).toBe("act");
});

test.skipIf(!SAMPLES.some(({ name, isHere }) => name === "verify.go" && isHere))(
  "the Go sample remembers, orders and acts on the Earth alone",
  () => {
    const { stdout, status } = run("go", ["test", "./..."], goFolder);
    expect(status, stdout).toBe(0);
  },
  180_000,
);

const STEPS: readonly (readonly [id: string, eventId: string, version: number, mode: string, want: string])[] = [
  ["1", "e", 1, "live", "act"],
  ["1", "e", 1, "live", "ignore: this webhook-id came before"],
  ["3", "e", 3, "live", "act"],
  ["2", "e", 2, "live", "ignore: a newer version came before"],
  ["4", "f", 1, "drill", "ignore: mode is drill, not live"],
  ["5", "g", 1, "live", "act"],
];
const stepBody = (eventId: string, version: number, mode: string) =>
  JSON.stringify({ type: "alarm.issued", data: { mode, eventId, version } });

test("the TypeScript sample remembers, orders and acts on the Earth alone", () => {
  const inbox = new Inbox();
  for (const [id, eventId, version, mode, want] of STEPS) {
    expect(inbox.take(id, Buffer.from(stepBody(eventId, version, mode)))).toBe(want);
  }
});

test.skipIf(!isThere(python, "--version"))("so does the Python sample", () => {
  const steps = STEPS.map(([id, eventId, version, mode]) => [id, stepBody(eventId, version, mode)]);
  const program = `import json, sys; sys.dont_write_bytecode = True; sys.path.insert(0, sys.argv[1]); import verify
inbox = verify.Inbox()
print(json.dumps([inbox.take(id, body.encode()) for id, body in json.loads(sys.argv[2])]))`;
  const { stdout, stderr } = run(python, ["-c", program, samples, JSON.stringify(steps)]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual(STEPS.map(([, , , , want]) => want));
});

test.skipIf(!isThere("sh", "-c", "command -v openssl"))("the shell sample remembers ids in a file", () => {
  const [first] = vectors;
  if (first === undefined) throw new Error("no vectors");
  const file = join(folder, "body");
  writeFileSync(file, bodyOf(first));
  const { id, timestamp, signature, key, now } = first;
  const args = [
    file,
    "--id",
    id,
    "--timestamp",
    timestamp,
    "--signature",
    signature,
    "--key",
    key,
    "--now",
    String(now),
  ];
  const seen = ["--seen", join(folder, "seen")];
  const said = [1, 2].map(() => run("sh", [join(samples, "verify.sh"), ...args, ...seen]).stdout);
  expect(said[0]).toMatch(/^valid\n(act\n)?$/);
  expect(said[1]).toBe("valid\nignore: this webhook-id came before\n");
});

test("the README's example prints what it promises, in every language that is here", () => {
  const readme = readFileSync(join(samples, "README.md"), "utf8");
  const block = /```sh\n([\s\S]+?)```/.exec(readme)?.[1] ?? "";
  const lines = block.split("\n").filter((line) => {
    const sample = SAMPLES.find(({ name }) => line.includes(name));
    return sample === undefined || sample.isHere;
  });
  for (const { name } of SAMPLES) {
    copyFileSync(join(samples, name), join(folder, name));
    expect(block).toContain(name);
  }
  const { stdout } = run("sh", ["-c", lines.join("\n")]);
  const promised = /All print `([^`]+)` and `([^`]+)`/.exec(readme)?.slice(1) ?? [];
  const runs = SAMPLES.filter(({ isHere }) => isHere).length;
  expect(stdout.split("\n").filter((line) => line === promised[0]).length).toBe(runs);
  expect(stdout.split("\n").filter((line) => line === promised[1]).length).toBeGreaterThanOrEqual(runs - 1);
  expect(promised).toHaveLength(2);
});

test("what the alarm service signs is believed, and during a change of keys by whoever has the old or the new one", () => {
  const body = JSON.stringify({ type: "alarm.issued", data: { headline: "DRILL/訓練: 強い揺れ" } });
  const [oldSecret, newSecretKey, oldPair, newPair] = [newSecret(), newSecret(), newPrivateKey(), newPrivateKey()];
  const timestampS = 1_790_000_000;
  const refusalWith = (key: string, secrets: readonly string[]) => {
    const {
      "webhook-id": id = "",
      "webhook-timestamp": timestamp = "",
      "webhook-signature": signature = "",
    } = headersOf({ id: "e.1.sub", timestampS, body }, secrets);
    return refusalBySample({ id, timestamp, signature, body: Buffer.from(body) }, key, timestampS + 1);
  };
  for (const key of [oldSecret, newSecretKey]) expect(refusalWith(key, [newSecretKey, oldSecret])).toBeUndefined();
  for (const pair of [oldPair, newPair]) expect(refusalWith(publicKeyOf(pair), [newPair, oldPair])).toBeUndefined();
  expect(refusalWith(publicKeyOf(oldPair), [newPair])).toMatch(/^signature: /);
  expect(refusalWith(newSecret(), [newSecretKey, oldSecret])).toMatch(/^signature: /);
});

/** The reference has no v1a, takes any key, reads text alone, and rounds timestamps as parseInt does. */
const forReference = vectors.filter(
  ({ key, want, body, timestamp }) =>
    key.startsWith("whsec_") && want !== "key" && body && (want !== "timestamp" || /^\d{10}$/.test(timestamp)),
);

test.each(forReference)("the reference implementation agrees: $want: $name", (vector) => {
  vi.useFakeTimers({ now: vector.now * 1000, toFake: ["Date"] });
  const { id, timestamp, signature, body = "" } = vector;
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
  const verify = () => new Webhook(vector.key).verify(body, headers);
  if (vector.want === "valid") expect(verify()).toEqual(JSON.parse(body));
  else expect(verify).toThrow();
});

test.each(vectors.filter(({ body }) => body !== undefined))("so does our own listener: $want: $name", (vector) => {
  const key = keyOf(vector.key);
  if (key === undefined) return expect(vector.want).toBe("key");
  const refusal = refusalOf({ ...vector, body: vector.body ?? "" }, key, vector.now * 1000);
  if (vector.want === "valid") expect(refusal).toBeUndefined();
  else expect(refusal).toContain(vector.want);
});
