// A network of N simulated stations from a process of its own, so that the system's event loop is not shared:
// `node bench/load.ts --mqtt mqtt://127.0.0.1:1883 --stations 1000`.
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { numberFrom, runCommand, urlFrom } from "../simulators/cli.ts";
import type { Answer, Ask, LoadOptions, LoadReport } from "./load/protocol.ts";
import { type Usage, usageOf } from "./usage.ts";

export interface Load {
  /** Of its process. */
  usage(): Usage;
  /** Begins to publish. */
  start(): void;
  /** The earthquake happens, in the second after next. */
  shake(): void;
  report(): Promise<LoadReport>;
  /** Stops publishing, waits for the broker's answers, ends the process; its last report. */
  end(): Promise<LoadReport>;
  /** Ends the process whatever it does. */
  kill(): void;
}

const INTRODUCED_WITHIN_MS = 60_000;
const ANSWERS_WITHIN_MS = 15_000;
const STANDARD: Omit<LoadOptions, "mqttUrl" | "stations"> = {
  mode: "drill",
  run: "load",
  rateHz: 100,
  connections: 4,
  rampS: 0,
  spacingKm: 10,
  centre: { latitudeDeg: 19.43, longitudeDeg: -99.13 },
  quake: null,
  badEvery: 0,
};

export type Wanted = Pick<LoadOptions, "mqttUrl" | "stations"> & Partial<LoadOptions>;

/** Resolves when every station has told what it is; nothing is published before `start`. */
export async function openLoad(wanted: Wanted): Promise<Load> {
  const options: LoadOptions = { ...STANDARD, ...wanted };
  const child = fork(join(import.meta.dirname, "load/child.ts"), [JSON.stringify(options)], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const kill = () => child.kill("SIGKILL");
  try {
    await answerOf(child, "introduced", INTRODUCED_WITHIN_MS);
  } catch (error) {
    kill();
    throw error;
  }
  const ask = (kind: Ask["kind"]) => child.send({ kind } satisfies Ask);
  const reportAfter = async (kind: "report" | "end") => {
    const answer = answerOf(child, "report", ANSWERS_WITHIN_MS);
    ask(kind);
    return (await answer).report;
  };
  return {
    usage: () => usageOf(child.pid ?? 0),
    start: () => void ask("start"),
    shake: () => void ask("shake"),
    report: () => reportAfter("report"),
    end: () => reportAfter("end").finally(kill),
    kill,
  };
}

type AnswerOf<K extends Answer["kind"]> = Extract<Answer, { kind: K }>;

/** @throws Error with the child's own reason, or when it ends or says nothing. */
function answerOf<K extends Answer["kind"]>(child: ChildProcess, kind: K, withinMs: number): Promise<AnswerOf<K>> {
  return new Promise((resolve, reject) => {
    const settle = (work: () => void) => {
      clearTimeout(timer);
      child.off("message", onMessage);
      child.off("exit", onExit);
      work();
    };
    const onMessage = (answer: Answer) => {
      if (answer.kind === kind) settle(() => resolve(answer as AnswerOf<K>));
      else if (answer.kind === "failed") settle(() => reject(new Error(`load: ${answer.reason}`)));
    };
    const onExit = () => settle(() => reject(new Error(`load: its process ended before it was ${kind}`)));
    const timer = setTimeout(() => settle(() => reject(new Error(`load: not ${kind} in time`))), withinMs);
    child.on("message", onMessage);
    child.on("exit", onExit);
  });
}

const USAGE = `node bench/load.ts [options]
A load on a running system, from a process of its own. It says every second what it sent.

  --mqtt URL        broker (mqtt://127.0.0.1:1883)
  --stations N      stations, one packet a second each (1000)
  --rate HZ         samples a second of each of three components (100)
  --seconds S       how long (30)
  --run NAME        name of the drill (load)
  --quake           an earthquake of M 6 in the middle after half the time`;

async function main(signal: AbortSignal): Promise<void> {
  const text = (standard: string) => ({ type: "string", default: standard }) as const;
  const { values } = parseArgs({
    options: {
      mqtt: text("mqtt://127.0.0.1:1883"),
      stations: text("1000"),
      rate: text("100"),
      seconds: text("30"),
      run: text("load"),
      quake: { type: "boolean", default: false },
    },
  });
  const seconds = Math.round(numberFrom("seconds", values.seconds, { min: 1, max: 86_400 }));
  const load = await openLoad({
    mqttUrl: urlFrom("mqtt", values.mqtt, ["mqtt:"]),
    stations: Math.round(numberFrom("stations", values.stations, { min: 1, max: 50_000 })),
    rateHz: numberFrom("rate", values.rate, { min: 1, max: 1000 }),
    run: values.run,
    quake: values.quake ? { magnitude: 6, depthKm: 12, stations: 40 } : null,
  });
  load.start();
  for (let second = 1; second <= seconds && !signal.aborted; second += 1) {
    await sleep(1000, undefined, { signal }).catch(() => undefined);
    const { sent, acknowledged, unsent, ackP99Ms } = await load.report();
    process.stderr.write(
      `${second} s: ${sent} sent, ${acknowledged} taken (p99 ${ackP99Ms.toFixed(1)} ms), ${unsent} not sent\n`,
    );
    if (values.quake && second === Math.floor(seconds / 2)) load.shake();
  }
  const { published: _, ...report } = await load.end();
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

if (import.meta.main) runCommand(USAGE, main);
