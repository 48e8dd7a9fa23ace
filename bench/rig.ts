// A system under test: its services in processes of their own, embedded (one for everything) or over private brokers.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Brokers } from "./brokers.ts";
import { Readings } from "./readings.ts";
import { type Usage, usageOf } from "./usage.ts";

const ROOT = join(import.meta.dirname, "..");
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;
const ASK_EVERY_MS = 50;
const OUTPUT_KEPT = 40_000;
/** What services take over brokers unless told. */
const PARTITIONS = 8;
/** What a service is started with in its container. */
const AS_IN_IMAGE = ["--max-semi-space-size=16"];
/** Over brokers: who runs, each in a process of its own. */
const OVER_BROKERS = ["alarm", "integrator", "decoder", "decoder", "ingest"] as const;
/** Services that keep a directory of stations. */
const KNOWS_STATIONS = ["ingest", "decoder", "integrator"];

/** What a catalogue does beside the alarm path. */
export const CATALOGUE = ["none", "events", "waveforms"] as const;
export type Catalogue = (typeof CATALOGUE)[number];

export interface Rig {
  readonly kind: "embedded" | "brokers";
  readonly mqttUrl: string;
  /** Where subscriptions are made. */
  readonly alarmUrl: string;
  read(): Promise<Readings>;
  /** By name of the process, brokers too. */
  usage(): Readonly<Record<string, Usage>>;
  /** Packets' messages that wait in the bus; 0 in one process, whose queue is empty while it answers. */
  waiting(): Promise<number>;
  /** Resolves when every service has been told of so many stations since `before`. */
  untilKnown(stations: number, before: Readings): Promise<void>;
  /** Writes the profiles, if there are any. */
  stop(): Promise<void>;
}

export interface RigOptions {
  /** Undefined: embedded. */
  readonly brokers?: Brokers | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: none over brokers; embedded it runs as it does by default. */
  readonly catalogue?: Catalogue | undefined;
  /** Folder for processor profiles. */
  readonly profileTo?: string | undefined;
}

interface Process {
  readonly name: string;
  readonly child: ChildProcess;
  /** What it wrote last. */
  readonly output: () => string;
  /** Where it listens, as it said; "" before that. */
  readonly httpUrl: () => string;
  readonly mqttUrl: () => string;
}

export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const { brokers } = options;
  const folder = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  await brokers?.forget();
  const processes = launchAll(options, folder);
  const stop = async () => {
    await Promise.all(processes.toReversed().map(end));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(processes.map(ready));
  } catch (error) {
    await stop();
    throw error;
  }
  const read = async () => {
    const pages = processes.map(async (one) => (await fetch(`${one.httpUrl()}/metrics`)).text());
    return new Readings(await Promise.all(pages));
  };
  const own = Object.fromEntries(processes.map(({ name, child }) => [name, child.pid ?? 0]));
  const pids = Object.entries<number>({ ...own, ...brokers?.pids });
  return {
    kind: brokers === undefined ? "embedded" : "brokers",
    mqttUrl: brokers?.mqttUrl ?? processes.map((one) => one.mqttUrl()).find(Boolean) ?? "",
    alarmUrl: processes.find(({ name }) => name === "alarm" || name === "all")?.httpUrl() ?? "",
    read,
    usage: () => Object.fromEntries(pids.map(([name, pid]) => [name, usageOf(pid)])),
    waiting: async () => (await brokers?.waiting(PARTITIONS)) ?? 0,
    untilKnown: (stations, before) => untilKnown(stations, { before, read, isEmbedded: brokers === undefined }),
    stop,
  };
}

function launchAll({ brokers, env = {}, profileTo, catalogue = "none" }: RigOptions, folder: string): Process[] {
  const common = {
    HTTP_PORT: "0",
    ALARM_ALLOW_PRIVATE: "127.0.0.1/32",
    LOG_LEVEL: "info",
    CATALOGUE_WAVEFORMS: String(catalogue !== "events"),
  };
  const where = brokers?.env ?? {
    DATABASE_URL: `sqlite:${folder}/tocsin.db`,
    INGEST_MQTT_URL: "embedded://127.0.0.1:0",
  };
  const profile = profileTo === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileTo}`];
  const flags = brokers === undefined ? profile : [...AS_IN_IMAGE, ...profile];
  const several = catalogue !== "none" ? ["catalogue", ...OVER_BROKERS] : OVER_BROKERS;
  const names: readonly string[] = brokers === undefined ? ["all"] : several;
  return names.map((name, i) => {
    const isTwin = names.indexOf(name) !== names.lastIndexOf(name);
    return launch(isTwin ? `${name}${i}` : name, name, { flags, env: { ...common, ...where, ...env } });
  });
}

/** Every service that keeps a directory of stations has been told of so many since `before`. */
async function untilKnown(
  stations: number,
  of: { readonly before: Readings; readonly read: () => Promise<Readings>; readonly isEmbedded: boolean },
): Promise<void> {
  const replicas = of.isEmbedded ? KNOWS_STATIONS : OVER_BROKERS.filter((name) => KNOWS_STATIONS.includes(name));
  const told = (readings: Readings) =>
    KNOWS_STATIONS.reduce(
      (sum, service) => sum + readings.sum("eew_messages_handled_total", { service, topic: "inventory.v1" }),
      0,
    );
  await until(`${stations} stations are known to ${replicas.join(", ")}`, async () => {
    return told(await of.read()) - told(of.before) >= stations * replicas.length;
  });
}

function launch(
  name: string,
  service: string,
  { flags, env }: { readonly flags: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Process {
  const args = [...flags, "--disable-warning=ExperimentalWarning", "services/main.ts", service];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // However this process ends, its services end with it.
  const endIt = () => void child.kill("SIGKILL");
  process.once("exit", endIt);
  child.once("exit", () => process.off("exit", endIt));
  let [output, httpUrl, mqttUrl] = ["", "", ""];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_KEPT);
      httpUrl ||= /"http":"(http:[^"]+)"/.exec(output)?.[1] ?? "";
      mqttUrl ||= /"mqtt":"(mqtt:[^"]+)"/.exec(output)?.[1] ?? "";
    });
  }
  return { name, child, output: () => output, httpUrl: () => httpUrl, mqttUrl: () => mqttUrl };
}

async function ready(process: Process): Promise<void> {
  await until(`${process.name} is ready`, async () => {
    if (process.child.exitCode !== null) throw new Fatal(`${process.name} ended:\n${process.output().slice(-2000)}`);
    return process.httpUrl() !== "" && (await fetch(`${process.httpUrl()}/readyz`)).status === 200;
  });
}

/** Not worth asking again. */
class Fatal extends Error {}

export async function until(what: string, ask: () => Promise<boolean>, withinMs = READY_WITHIN_MS): Promise<void> {
  const untilMs = performance.now() + withinMs;
  while (performance.now() < untilMs) {
    const answer = await ask().catch((error: unknown) => {
      if (error instanceof Fatal) throw error;
      return false;
    });
    if (answer) return;
    await sleep(ASK_EVERY_MS);
  }
  throw new Error(`not within ${withinMs / 1000} s: ${what}`);
}

async function end({ child }: Process): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}
