// One share of a fleet: its sensors made, introduced and played to the broker, in this thread.
import { Connections } from "../connections.ts";
import { type FeedWorld, introduce, inWindows, publishAll } from "../feed.ts";
import type { DeviceStatus } from "../sensor/deviceStatus.ts";
import { type Ledger, Sensor, type SensorSpec } from "../sensor/sensor.ts";
import { sumOfLedgers } from "./fleetLedger.ts";
import { packetsOf } from "./packets.ts";
import type { Planned } from "./plan.ts";

export interface ShareOptions extends FeedWorld {
  readonly mqttUrl: string;
  readonly connections: number | "device";
  readonly sensors: readonly SensorSpec[];
  readonly quakes: readonly Planned[];
  readonly startMs: number;
  readonly endMs: number;
  /** Seconds of data a second; Infinity: as fast as the broker acknowledges. */
  readonly speed: number;
}

export interface ShareState {
  readonly dataMs: number;
  readonly up: number;
  readonly sent: number;
  readonly inFlight: number;
  readonly behindMs: number;
}

export interface ShareHooks {
  readonly signal: AbortSignal;
  /** Called when every station has been introduced; data follow when it resolves. */
  readonly ready: () => Promise<void>;
  readonly onState: (state: ShareState) => void;
}

export interface ShareReport {
  readonly published: number;
  readonly ledger: Ledger;
}

const STATE_EVERY_MS = 250;
const INTRODUCE_EVERY_MS = 30_000;
const GIVE_UP_AFTER_MS = 5000;
/** A sensor that has sent nothing for this long is not up. */
const UP_MS = 5000;

/** @throws Error when the broker cannot be reached or refuses a packet. */
export async function runShare(options: ShareOptions, { signal, ready, onState }: ShareHooks): Promise<ShareReport> {
  const { mode, run, mqttUrl, connections, speed, startMs, endMs } = options;
  const world: FeedWorld = { mode, run };
  const sensors = options.sensors.map((spec) => new Sensor(spec));
  const metas = sensors.map(({ meta }) => meta);
  const stationIds = metas.map(({ stationId }) => stationId);
  const outlets = await Connections.open({ ...world, mqttUrl, stationIds, connections, signal });
  const clientOf = (stationId: string) => outlets.clientOf(stationId);
  const again = setInterval(() => {
    const here = metas.filter(({ stationId }) => !outlets.isOffline(stationId));
    void introduce(clientOf, world, here).catch(() => undefined);
  }, INTRODUCE_EVERY_MS);
  const statuses = new Statuses(sensors.flatMap((sensor) => sensor.statusesOf(startMs, endMs)));
  const tellDue = (dataMs: number) => statuses.due(dataMs, (status) => outlets.tell(status));
  const progress = new Progress();
  const telling = setInterval(() => onState(progress.state()), STATE_EVERY_MS);
  try {
    await introduce(clientOf, world, metas);
    await outlets.greet();
    await ready();
    const packets = packetsOf(sensors, options.quakes, { startMs, endMs, onSecond: (ms) => progress.second(ms) });
    const published = await publishAll(clientOf, world, progress.watched(packets), {
      speed,
      startMs,
      signal,
      ...(speed === 1 ? { giveUpAfterMs: GIVE_UP_AFTER_MS } : {}),
      meanwhile: tellDue,
      onProgress: (sent, pace) => progress.paced(sent, pace),
    });
    if (!signal.aborted) await tellDue(endMs)?.();
    progress.paced(published, { inFlight: 0, behindMs: 0 });
    onState(progress.state());
    return { published, ledger: sumOfLedgers(sensors.map(({ ledger }) => ledger)) };
  } finally {
    clearInterval(again);
    clearInterval(telling);
    await outlets.close();
  }
}

/** What connections say, told in its order as the data's time comes to it. */
class Statuses {
  readonly #statuses: readonly DeviceStatus[];
  #told = 0;

  constructor(statuses: readonly DeviceStatus[]) {
    this.#statuses = statuses.toSorted((a, b) => a.atMs - b.atMs);
  }

  due(dataMs: number, tell: (status: DeviceStatus) => Promise<void>): (() => Promise<void>) | undefined {
    const from = this.#told;
    while ((this.#statuses[this.#told]?.atMs ?? Number.POSITIVE_INFINITY) <= dataMs) this.#told += 1;
    const due = this.#statuses.slice(from, this.#told);
    if (due.length === 0) return undefined;
    const devices = [...Map.groupBy(due, ({ stationId }) => stationId).values()];
    return () =>
      inWindows(devices, async (ofDevice) => {
        for (const status of ofDevice) await tell(status);
      });
  }
}

class Progress {
  readonly #lastMs = new Map<string, number>();
  #dataMs = 0;
  #sent = 0;
  #inFlight = 0;
  #behindMs = 0;

  second(secondMs: number): void {
    this.#dataMs = secondMs;
  }

  *watched<T extends { readonly stationId: string; readonly receivedMs: number }>(packets: Iterable<T>): Generator<T> {
    for (const packet of packets) {
      this.#lastMs.set(packet.stationId, packet.receivedMs);
      yield packet;
    }
  }

  paced(sent: number, { inFlight, behindMs }: { readonly inFlight: number; readonly behindMs: number }): void {
    this.#sent = sent;
    this.#inFlight = inFlight;
    this.#behindMs = behindMs;
  }

  state(): ShareState {
    let up = 0;
    for (const ms of this.#lastMs.values()) if (ms > this.#dataMs - UP_MS) up += 1;
    return { dataMs: this.#dataMs, up, sent: this.#sent, inFlight: this.#inFlight, behindMs: this.#behindMs };
  }
}
