// Heartbeats of the alarm path: sent to the MQTT broker as packets of a sensor are, taken from it by whichever replica gets
// them, and put into every partition.
import { packets } from "../../shared/contracts/packet.ts";
import { pulseOn } from "../../shared/contracts/pulse.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import type { Edge, EdgeMessage } from "../../shared/runtime/edge.ts";
import { reasonOf, Unavailable } from "../../shared/runtime/errors.ts";
import type { Context } from "../../shared/runtime/service.ts";
import { pulseTable } from "../../shared/runtime/settings.ts";
import { FaultLog } from "./faults.ts";

/** Covered by the filter of live packets: the same subscription brings it. */
export const PULSE_TOPIC = "eew/v1/pulse";

export interface PulsesOptions {
  /** 0: none are sent, and those of others end here. */
  readonly periodMs: number;
  /** False: they begin here, and the MQTT broker is not tried. */
  readonly viaMqtt: boolean;
  readonly faults: FaultLog;
}

const LOOK_EVERY_MS = 250;
/** What else claims to be a heartbeat is not worth eight messages. */
const BELIEVED_WITHIN_MS = 60_000;
const SENT_MS = /^\d{13}$/;

type Hops = readonly { readonly topic: string; readonly service: string; readonly atMs: number }[];

export class Pulses {
  readonly #context: Pick<Context, "clock" | "instance" | "partitions" | "publish">;
  readonly #options: PulsesOptions;
  #takenMs = Number.NEGATIVE_INFINITY;

  constructor(context: Pick<Context, "clock" | "instance" | "partitions" | "publish">, options: PulsesOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** Begins as soon as the edge is ready. @returns what ends it */
  start(edge: Pick<Edge, "notReady" | "publish">): () => void {
    const { clock } = this.#context;
    const { periodMs } = this.#options;
    if (periodMs === 0) return () => undefined;
    let dueMs = Number.NEGATIVE_INFINITY;
    const look = () => {
      const nowMs = clock.monotonicMs();
      if (nowMs < dueMs || edge.notReady() !== undefined) return;
      dueMs = nowMs + periodMs;
      void this.#send(edge);
    };
    look();
    return clock.every(Math.min(periodMs, LOOK_EVERY_MS), look);
  }

  /** True when the message was a heartbeat, or claimed to be. */
  take({ topic, payload }: EdgeMessage): boolean {
    if (topic !== PULSE_TOPIC) return false;
    const text = payload.length > 13 ? "" : Buffer.from(payload).toString("latin1");
    const sentMs = Number(text);
    const { clock } = this.#context;
    const atMs = clock.nowMs();
    const isOurs = SENT_MS.test(text) && Math.abs(atMs - sentMs) < BELIEVED_WITHIN_MS;
    // Every replica sends them and any may get them all; a flood must not become eight.
    const isNext = clock.monotonicMs() - this.#takenMs > this.#options.periodMs / 10;
    if (!isOurs || !isNext || this.#options.periodMs === 0) return true;
    this.#takenMs = clock.monotonicMs();
    void this.#enter(sentMs, [{ topic: "mqtt", service: "ingest", atMs }]);
    return true;
  }

  async #send(edge: Pick<Edge, "publish">): Promise<void> {
    const sentMs = Math.floor(this.#context.clock.nowMs());
    if (!this.#options.viaMqtt) return this.#enter(sentMs, []);
    await edge.publish(PULSE_TOPIC, String(sentMs)).catch((error: unknown) => {
      const reason = `heartbeat not taken by the broker: ${reasonOf(error)} (INGEST_PULSE_VIA_MQTT=false leaves it out)`;
      this.#options.faults.push("heartbeat", { topic: PULSE_TOPIC, reason });
    });
  }

  async #enter(sentMs: number, hops: Hops): Promise<void> {
    const { instance, partitions, publish } = this.#context;
    const messages = Array.from({ length: partitions }, (_, partition) => {
      const key = packets.keyOf({ partition, packets: [] });
      return pulseOn(packets.name, { id: `${instance}/${key}/${sentMs}`, key, sentMs, hops: [...hops] });
    });
    // What is lost here is missed at the other end.
    await publish(...messages).catch((error: unknown) => {
      if (!(error instanceof Unavailable)) throw error;
    });
  }
}

export function openPulses(context: Context, viaMqtt: boolean): Pulses {
  const faults = new FaultLog(context.clock, context.log);
  return new Pulses(context, { ...readConfig(pulseTable, context.env), viaMqtt, faults });
}
