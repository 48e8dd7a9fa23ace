// One event for very many subscribers: how long deciding takes, and until each of them has its webhook; also with some
// endpoints that hang, drip or reset. `node bench/fanout.ts [--subscriptions N] [--endpoints N] [--bad N]`
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { SeismicEvent } from "../shared/contracts/event.ts";
import { destination } from "../shared/seismo/geodesy.ts";
import { numberFrom, runCommand } from "../simulators/cli.ts";
import { type AlarmAlone, startAlarm } from "./alarmAlone.ts";
import type { ReceiversAnswer, ReceiversAsk, ReceiversOptions } from "./fanoutReceivers.ts";
import { cpuMs } from "./kernels/time.ts";
import { progress, tell } from "./print.ts";
import { spreadOf } from "./quantile.ts";
import { Readings } from "./readings.ts";
import { subscribeAll } from "./subscribe.ts";

const USAGE = `npm run bench -- fanout, or node bench/fanout.ts [options]
From event.v1 to the receipt of every webhook; receivers in a process of their own.

  --subscriptions N   (10000)
  --endpoints N       receivers, each with its own port; the subscriptions are shared out to them (1000)
  --bad N             of these hang, drip a byte now and then, or reset, in the second half (50)
  --rounds N          events of each half; the first also opens the connections (4)
  --quick             2000 subscriptions, 200 endpoints, 10 of them bad, 2 rounds
  --json              one JSON object`;

const CENTRE = { latitudeDeg: 19.43, longitudeDeg: -99.13 };
const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const ALL_WITHIN_MS = 30_000;
const REACH_KM = 60;

interface Round {
  readonly endpoints: string;
  readonly event: number;
  readonly expected: number;
  readonly received: number;
  readonly repeats: number;
  /** Processor time of the alarm service, ms a webhook. */
  readonly cpuMsEach: number;
  /** Every subscriber decided on and every alert handed to the bus, ms. */
  readonly decidedMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

interface Receivers {
  readonly ports: readonly number[];
  report(): Promise<Extract<ReceiversAnswer, { kind: "report" }>>;
  end(): void;
}

async function openReceivers(options: ReceiversOptions): Promise<Receivers> {
  const child = fork(join(import.meta.dirname, "fanoutReceivers.ts"), [JSON.stringify(options)], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const { ports } = await answer(child, "listening");
  return {
    ports,
    report() {
      const next = answer(child, "report");
      child.send({ kind: "report" } satisfies ReceiversAsk);
      return next;
    },
    end: () => void child.kill("SIGKILL"),
  };
}

function answer<K extends ReceiversAnswer["kind"]>(child: ChildProcess, kind: K) {
  return new Promise<Extract<ReceiversAnswer, { kind: K }>>((resolve, reject) => {
    const onExit = () => reject(new Error("receivers: their process ended"));
    child.once("exit", onExit);
    child.once("message", (given: ReceiversAnswer) => {
      child.off("exit", onExit);
      if (given.kind === kind) resolve(given as Extract<ReceiversAnswer, { kind: K }>);
      else reject(new Error(`receivers: got ${given.kind}, want ${kind}`));
    });
  });
}

function eventOf(number: number): SeismicEvent {
  const timeMs = Date.now() - 4000;
  return {
    mode: "drill",
    run: "fanout",
    eventId: `fanout-${number}`,
    version: 1,
    status: "confirmed",
    asOfMs: Date.now(),
    origin: {
      ...CENTRE,
      timeMs,
      depthKm: 12,
      timeUncertaintyS: 0.3,
      horizontalUncertaintyKm: 3,
      depthUncertaintyKm: 5,
      covarianceKm2: [9, 0, 9],
      azimuthalGapDeg: 90,
      rmsS: 0.2,
    },
    magnitude: { value: 6.5, type: "Mpd", uncertainty: 0.3, stationCount: 8 },
    likelihood: 0.999,
    arrivals: [],
    observed: [],
    contours: [],
    evidence: [],
    reason: "new",
  };
}

interface HalfOptions {
  readonly subscriptions: number;
  readonly endpoints: number;
  readonly bad: number;
  readonly rounds: number;
}

/** A new alarm service and its receivers, and a few events one after another. */
async function half(options: HalfOptions): Promise<{ readonly subscribeMs: number; readonly rounds: Round[] }> {
  const { subscriptions, endpoints, bad, rounds } = options;
  const receivers = await openReceivers({ endpoints, bad });
  try {
    const alarm = await startAlarm();
    try {
      const wanted = Array.from({ length: subscriptions }, (_, i) => ({
        url: `http://127.0.0.1:${receivers.ports[i % endpoints]}/${i}`,
        secret: SECRET,
        minimumIntensity: 2,
        modes: ["drill"] as const,
        ...destination(CENTRE, (i * 137.5) % 360, REACH_KM * Math.sqrt((i + 1) / subscriptions)),
      }));
      const subscribeMs = await subscribeAll(alarm.url, wanted);
      progress(`${subscriptions} subscriptions made in ${(subscribeMs / 1000).toFixed(1)} s`);
      const good = Array.from({ length: subscriptions }, (_, i) => i).filter((i) => i % endpoints >= bad).length;
      const made: Round[] = [];
      for (let number = 1; number <= rounds; number += 1) {
        made.push(
          await shout(alarm, receivers, { number, good, label: bad > 0 ? `${bad} of ${endpoints} bad` : "all good" }),
        );
        await sleep(1000);
      }
      return { subscribeMs, rounds: made };
    } finally {
      await alarm.close();
    }
  } finally {
    receivers.end();
  }
}

async function shout(
  alarm: AlarmAlone,
  receivers: Receivers,
  { number, good, label }: { readonly number: number; readonly good: number; readonly label: string },
): Promise<Round> {
  await receivers.report();
  const before = handledMs(await alarm.metrics.text());
  const startMs = performance.timeOrigin + performance.now();
  const startCpuMs = cpuMs();
  await alarm.publish(eventOf(number));
  const receivedMs: number[] = [];
  let repeats = 0;
  while (receivedMs.length < good && performance.timeOrigin + performance.now() - startMs < ALL_WITHIN_MS) {
    await sleep(250);
    const report = await receivers.report();
    receivedMs.push(...report.receivedMs);
    repeats += report.repeats;
  }
  const decidedMs = handledMs(await alarm.metrics.text()) - before;
  const cpuMsEach = (cpuMs() - startCpuMs) / Math.max(1, receivedMs.length);
  const { p50, p99, max } = spreadOf(receivedMs.map((atMs) => atMs - startMs));
  const round = {
    endpoints: label,
    event: number,
    expected: good,
    received: receivedMs.length,
    repeats,
    decidedMs,
    cpuMsEach,
  };
  progress(`${label}, event ${number}: ${receivedMs.length} of ${good}, p99 ${p99.toFixed(0)} ms`);
  return { ...round, p50Ms: p50, p99Ms: p99, maxMs: max };
}

/** All events so far, from delivery to acknowledgement. */
function handledMs(page: string): number {
  return 1000 * new Readings([page]).sum("eew_handle_seconds_sum", { topic: "event.v1" });
}

async function main(): Promise<void> {
  const flag = { type: "boolean", default: false } as const;
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: { quick: flag, json: flag, subscriptions: text, endpoints: text, bad: text, rounds: text },
  });
  const number = (name: "subscriptions" | "endpoints" | "bad" | "rounds", standard: number, quick: number) =>
    Math.round(numberFrom(name, values[name] ?? String(values.quick ? quick : standard), { min: 0, max: 100_000 }));
  const options = {
    subscriptions: number("subscriptions", 10_000, 2000),
    endpoints: Math.max(1, number("endpoints", 1000, 200)),
    rounds: number("rounds", 4, 2),
  };
  const bad = number("bad", 50, 10);
  const halves = [await half({ ...options, bad: 0 }), ...(bad > 0 ? [await half({ ...options, bad })] : [])];
  const rounds = halves.flatMap((one) => one.rounds);
  const rows = rounds.map(({ cpuMsEach, decidedMs, p50Ms, p99Ms, maxMs, ...rest }) => ({
    ...rest,
    "processor ms each": cpuMsEach.toFixed(2),
    "decided ms": decidedMs.toFixed(0),
    "p50 ms": p50Ms.toFixed(0),
    "p99 ms": p99Ms.toFixed(0),
    "max ms": maxMs.toFixed(0),
  }));
  const subscribed = halves.map(({ subscribeMs }) => `${(subscribeMs / 1000).toFixed(1)} s`).join(", ");
  tell("fanout", {
    results: { ...options, bad, subscribeMs: halves.map(({ subscribeMs }) => subscribeMs), rounds },
    tables: [
      {
        title: `event.v1 → ${options.subscriptions} webhooks at ${options.endpoints} endpoints (subscribed one by one in ${subscribed})`,
        rows,
      },
    ],
  });
}

runCommand(USAGE, main);
