// One number of stations on a system that was just started: does it hold, and what does it cost.
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Brokers } from "./brokers.ts";
import { ledgerOf } from "./ledger.ts";
import type { LoadReport } from "./load/protocol.ts";
import { type Load, openLoad } from "./load.ts";
import type { Readings } from "./readings.ts";
import { type Catalogue, type Rig, startRig } from "./rig.ts";
import { machineCpuS, type Usage } from "./usage.ts";

export interface StepOptions {
  readonly stations: number;
  readonly rateHz: number;
  /** Before measuring: the first seconds of every station, and code that is not yet compiled. */
  readonly settleS: number;
  readonly seconds: number;
  readonly brokers: Brokers | undefined;
  readonly profileTo?: string | undefined;
  readonly catalogue?: Catalogue | undefined;
}

export interface Step {
  readonly stations: number;
  readonly sentPerS: number;
  readonly acceptedPerS: number;
  readonly decodedPerS: number;
  /** Packets sent and neither decoded nor given up, at the beginning and the end. */
  readonly backlogFrom: number;
  readonly backlogTo: number;
  /** While measured: not sent, refused, given up or dropped by a rule. */
  readonly lost: Readonly<Record<string, number>>;
  /** From a packet's due time, which is that of its last sample, until it is decoded; the load's own lag included. */
  readonly ageP50Ms: number;
  readonly ageP99Ms: number;
  /** From the edge's receipt until it is decoded. */
  readonly delayP99Ms: number;
  readonly ackP99Ms: number;
  readonly loadLagMs: number;
  readonly processes: Readonly<Record<string, { readonly cores: number; readonly rssMb: number }>>;
  /** Cores that everything else on the machine used. */
  readonly othersCores: number;
  readonly loadAverage: number;
  /** "held", or why not. */
  readonly verdict: string;
}

const MOST_DELAY_MS = 1000;
/** A backlog that grew by more than this share of a second's packets, over the time measured, is one that grows. */
const GROWTH = 0.25;
const SAMPLE_EVERY_MS = 1000;
const RAMP_S = 4;
const CAUGHT_UP = 0.1;
const MOST_SETTLE_S = 12;

interface Moment {
  readonly atMs: number;
  readonly load: LoadReport;
  readonly readings: Readings;
  readonly usage: Readonly<Record<string, Usage>>;
  readonly machineCpuS: number;
}

export async function step(options: StepOptions): Promise<Step> {
  const { stations, rateHz, brokers, settleS, seconds } = options;
  const rig = await startRig({ brokers, profileTo: options.profileTo, catalogue: options.catalogue });
  try {
    const before = await rig.read();
    const load = await openLoad({ mqttUrl: rig.mqttUrl, run: `capacity-${stations}`, stations, rateHz, rampS: RAMP_S });
    try {
      await rig.untilKnown(stations, before);
      load.start();
      await sleep((RAMP_S + settleS) * 1000);
      const moments = [await untilCaughtUp(rig, load, before, stations)];
      for (const untilMs = performance.now() + seconds * 1000; performance.now() < untilMs; ) {
        await sleep(Math.min(SAMPLE_EVERY_MS, untilMs - performance.now()));
        moments.push(await momentOf(rig, load));
      }
      await load.end();
      return judged(options, { before, moments });
    } finally {
      load.kill();
    }
  } finally {
    await rig.stop();
  }
}

/** A process that has just begun to compile its code starts with a backlog; whether that goes away is the question. */
async function untilCaughtUp(rig: Rig, load: Load, before: Readings, stations: number): Promise<Moment> {
  for (let waitedS = 0; ; waitedS += 1) {
    const moment = await momentOf(rig, load);
    const backlog = backlogOf(moment, before);
    if (backlog < CAUGHT_UP * stations || waitedS >= MOST_SETTLE_S) return moment;
    await sleep(1000);
  }
}

function backlogOf({ load, readings }: Moment, before: Readings): number {
  const gone = (of: Readings) => of.sum("eew_packets_total") + of.sum("eew_ingest_lost_total");
  return load.sent - (gone(readings) - gone(before));
}

async function momentOf(rig: Rig, load: Load): Promise<Moment> {
  const readings = await rig.read();
  const report = await load.report();
  return {
    atMs: performance.now(),
    load: report,
    readings,
    usage: { ...rig.usage(), load: load.usage() },
    machineCpuS: machineCpuS(),
  };
}

function judged(
  { stations }: StepOptions,
  of: { readonly before: Readings; readonly moments: readonly Moment[] },
): Step {
  const { before, moments } = of;
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) throw new Error("nothing was measured");
  const seconds = (last.atMs - first.atMs) / 1000;
  const rate = (count: (moment: Moment) => number) => (count(last) - count(first)) / seconds;
  const accepted = ({ readings }: Moment) => readings.sum("eew_ingest_messages_total", { outcome: "accepted" });
  const decoded = ({ readings }: Moment) => readings.sum("eew_packets_total");
  const backlog = (moment: Moment) => backlogOf(moment, before);
  const unsent = last.load.unsent - first.load.unsent;
  const { refused, dropped, lostAtEdge, droppedMessages } = ledgerOf(last.load, first.readings, last.readings);
  const reasons = {
    unsent,
    ...refused,
    ...dropped,
    ...Object.fromEntries(Object.entries(lostAtEdge).map(([rule, packets]) => [`at the edge (${rule})`, packets])),
    "batches dropped": droppedMessages,
  };
  const lost = Object.fromEntries(Object.entries(reasons).filter(([, packets]) => packets > 0));
  const processes = Object.fromEntries(
    Object.entries(last.usage).map(([name, usage]) => {
      const cores = (usage.cpuS - (first.usage[name]?.cpuS ?? 0)) / seconds;
      return [name, { cores, rssMb: usage.rssMb }];
    }),
  );
  const ours = Object.values(processes).reduce((sum, { cores }) => sum + cores, 0);
  const ageP99Ms = last.readings.quantileMs("eew_sample_age_seconds", 0.99, first.readings);
  const growth = backlog(last) - backlog(first);
  return {
    stations,
    sentPerS: rate(({ load }) => load.sent),
    acceptedPerS: rate(accepted),
    decodedPerS: rate(decoded),
    backlogFrom: backlog(first),
    backlogTo: backlog(last),
    lost,
    ageP50Ms: last.readings.quantileMs("eew_sample_age_seconds", 0.5, first.readings),
    ageP99Ms,
    delayP99Ms: last.readings.quantileMs("eew_packet_delay_seconds", 0.99, first.readings),
    ackP99Ms: Math.max(...moments.map(({ load }) => load.ackP99Ms)),
    loadLagMs: Math.max(...moments.map(({ load }) => load.lagMs)),
    processes,
    othersCores: Math.max(0, rate((moment) => moment.machineCpuS) - ours),
    loadAverage: loadavg()[0] ?? Number.NaN,
    verdict: verdictOf({ lost, growth, mayGrow: GROWTH * stations, ageP99Ms }),
  };
}

function verdictOf(of: {
  readonly lost: Readonly<Record<string, number>>;
  readonly growth: number;
  readonly mayGrow: number;
  readonly ageP99Ms: number;
}): string {
  const { lost, growth, mayGrow, ageP99Ms } = of;
  if (Object.keys(lost).length > 0) return `lost: ${lossOf(lost)}`;
  if (growth > mayGrow) return `backlog grew by ${growth}`;
  if (!(ageP99Ms < MOST_DELAY_MS)) return `p99 ${ageP99Ms.toFixed(0)} ms`;
  return "held";
}

export function lossOf(lost: Step["lost"]): string {
  const parts = Object.entries(lost).map(([reason, packets]) => `${packets} ${reason}`);
  return parts.length === 0 ? "0" : parts.join(", ");
}
