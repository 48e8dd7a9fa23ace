// Delay under load: a fleet of N stations in real time, an earthquake under it, ten subscribers; from the publishing of
// the packet that decided a version to the receipt of its webhook, with the time spent at each stage.
import { setTimeout as sleep } from "node:timers/promises";
import { destination } from "../shared/seismo/geodesy.ts";
import { type Received, startReceiver } from "../simulators/receiver.ts";
import type { Published } from "./load/protocol.ts";
import { openLoad } from "./load.ts";
import { progress } from "./print.ts";
import { type Spread, spreadOf } from "./quantile.ts";
import type { Rig } from "./rig.ts";
import { subscribeAll } from "./subscribe.ts";

export interface FleetRun {
  readonly stations: number;
  readonly rateHz: number;
  /** Earthquakes, each in a drill of its own. */
  readonly rounds: number;
  readonly warmUpS: number;
  readonly followS: number;
}

export const STAGES = ["published", "received", "picked", "located", "decided", "delivered"] as const;

export interface FleetDelay {
  readonly kind: string;
  readonly stations: number;
  readonly webhooks: number;
  readonly versions: number;
  /** Webhooks whose deciding message was a pick, so that its packet is known. */
  readonly total: Spread;
  /** From the stage before to this one, ms. */
  readonly stages: Readonly<Record<string, Spread>>;
}

const CENTRE = { latitudeDeg: 19.43, longitudeDeg: -99.13 };
const SUBSCRIBERS = 10;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const QUAKE = { magnitude: 6, depthKm: 12, stations: 60 };
/** A version's own packet is found by the time of its last sample, which the decoder knows this well. */
const SAME_PACKET_MS = 400;

export async function fleetDelay(rig: Rig, run: FleetRun): Promise<FleetDelay> {
  const received: Received[] = [];
  const receiver = await startReceiver({
    host: "127.0.0.1",
    port: 0,
    onMessage: (message) => void received.push(message),
    onRefused: (reason) => progress(`webhook refused: ${reason}`),
  });
  receiver.trust(SECRET);
  try {
    await subscribeAll(rig.alarmUrl, subscribers(`http://127.0.0.1:${receiver.port}/`));
    const ways: Way[] = [];
    for (let round = 1; round <= run.rounds; round += 1) {
      received.length = 0;
      const published = await shakeOnce(rig, run, round);
      ways.push(...received.flatMap((one) => wayOf(one, published) ?? []));
      progress(`${rig.kind}, ${run.stations} stations, earthquake ${round}: ${received.length} webhooks`);
    }
    return summaryOf(rig.kind, run.stations, ways);
  } finally {
    await receiver.close();
  }
}

function subscribers(url: string) {
  return Array.from({ length: SUBSCRIBERS }, (_, i) => ({
    url: `${url}${i}`,
    secret: SECRET,
    minimumIntensity: 2,
    modes: ["drill"] as const,
    ...destination(CENTRE, (360 * i) / SUBSCRIBERS, 20 + 4 * i),
  }));
}

async function shakeOnce(rig: Rig, run: FleetRun, round: number): Promise<readonly Published[]> {
  const before = await rig.read();
  const load = await openLoad({
    mqttUrl: rig.mqttUrl,
    run: `delay-${run.stations}-${round}`,
    stations: run.stations,
    rateHz: run.rateHz,
    centre: CENTRE,
    quake: QUAKE,
  });
  try {
    await rig.untilKnown(run.stations, before);
    load.start();
    await sleep(run.warmUpS * 1000);
    load.shake();
    await sleep(run.followS * 1000);
    return (await load.end()).published;
  } finally {
    load.kill();
  }
}

interface Way {
  readonly version: string;
  /** Wall clock at each stage; a version that shaking or silence gave rise to has no pick and no packet of its own. */
  readonly atMs: Partial<Record<(typeof STAGES)[number], number>>;
}

/** Undefined for what is no fresh alarm. */
function wayOf({ alarm, receivedMs }: Received, published: readonly Published[]): Way | undefined {
  if (alarm === undefined || alarm.data.late || alarm.type === "alarm.final") return undefined;
  const { sensed, ...stamps } = alarm.data.stampsMs;
  const packet = sensed === undefined ? undefined : nearest(published, sensed);
  const atMs = { ...stamps, delivered: receivedMs, ...(packet === undefined ? {} : { published: packet[1] }) };
  return {
    version: `${alarm.data.eventId}/${alarm.data.version}`,
    atMs: Object.fromEntries(Object.entries(atMs).filter(([, at]) => at !== undefined)),
  };
}

function nearest(published: readonly Published[], sensedMs: number): Published | undefined {
  let best: Published | undefined;
  for (const one of published) {
    if (Math.abs(one[0] - sensedMs) < Math.abs((best?.[0] ?? Number.POSITIVE_INFINITY) - sensedMs)) best = one;
  }
  return best !== undefined && Math.abs(best[0] - sensedMs) < SAME_PACKET_MS ? best : undefined;
}

function summaryOf(kind: string, stations: number, ways: readonly Way[]): FleetDelay {
  const between = (from: (typeof STAGES)[number], to: (typeof STAGES)[number]) =>
    ways.flatMap(({ atMs }) => {
      const [start, end] = [atMs[from], atMs[to]];
      return start === undefined || end === undefined ? [] : [Math.max(0, end - start)];
    });
  const stages = STAGES.slice(1).map(
    (stage, i) => [`${STAGES[i]} → ${stage}`, spreadOf(between(STAGES[i] ?? stage, stage))] as const,
  );
  return {
    kind,
    stations,
    webhooks: ways.length,
    versions: new Set(ways.map(({ version }) => version)).size,
    total: spreadOf(between("published", "delivered")),
    stages: Object.fromEntries(stages),
  };
}
