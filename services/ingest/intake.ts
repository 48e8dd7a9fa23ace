// What becomes of one MQTT message: a packet on its way to the decoder, a station registered, or a counted refusal.
import type { Packet } from "../../shared/contracts/packet.ts";
import { stationKey } from "../../shared/contracts/station.ts";
import type { EdgeMessage } from "../../shared/runtime/edge.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import type { Context } from "../../shared/runtime/service.ts";
import { FaultLog } from "./faults.ts";
import { stationOfMeta } from "./meta.ts";
import { register } from "./register.ts";
import { type Address, addressOf } from "./topicMap.ts";

export interface IntakeOptions {
  readonly maxPayloadBytes: number;
  readonly acceptMeta: boolean;
  readonly unreal: boolean;
  /** Where accepted packets go, in the order of arrival. */
  readonly push: (packet: Packet) => void;
}

type Outcome =
  | "accepted"
  | "registered"
  | "known"
  | "ignored"
  | "empty"
  | "oversized"
  | "unknown_topic"
  | "unreal_refused"
  | "unregistered"
  | "bad_meta"
  | "meta_refused"
  | "unavailable";

const REFRESH_EVERY_MS = 1000;

/** Takes messages one by one and never throws: one bad neighbour must not hurt the others. */
export class Intake {
  readonly #context: Pick<Context, "clock" | "log" | "metrics" | "stations" | "publish">;
  readonly #options: IntakeOptions;
  readonly #faults: FaultLog;
  #refreshedMs = Number.NEGATIVE_INFINITY;

  constructor(context: Pick<Context, "clock" | "log" | "metrics" | "stations" | "publish">, options: IntakeOptions) {
    this.#context = context;
    this.#options = options;
    this.#faults = new FaultLog(context.clock, context.log);
  }

  take(message: EdgeMessage): void {
    const { topic, payload } = message;
    const { maxPayloadBytes, unreal } = this.#options;
    if (payload.length > maxPayloadBytes) {
      this.#refuse("oversized", topic, `payload: got ${payload.length} bytes, want at most ${maxPayloadBytes}`);
      return;
    }
    const address = addressOf(topic, payload);
    if (address.kind === "unknown") this.#refuse("unknown_topic", topic, address.reason);
    else if (address.kind === "ignored") this.#count("ignored");
    else if (payload.length === 0) this.#refuse("empty", topic, "payload: got 0 bytes");
    else if (!unreal && address.world.mode !== "live") {
      this.#refuse("unreal_refused", topic, `mode: got ${address.world.mode}, want live (INGEST_UNREAL is off)`);
    } else if (address.kind === "meta") this.#takeMeta(message, address);
    else this.#takeTraces(message, address);
  }

  #takeTraces({ topic, payload }: EdgeMessage, address: Extract<Address, { kind: "traces" }>): void {
    const { world, stationId, format } = address;
    const wallMs = this.#context.clock.nowMs();
    const packet = { ...world, stationId, format, receivedMs: address.receivedMs ?? wallMs, wallMs, payload };
    if (this.#context.stations.stationOf(stationKey(packet)) === undefined) {
      this.#refreshSoon();
      this.#refuse("unregistered", topic, `station: got "${stationKey(packet)}", want one that is registered`);
      return;
    }
    this.#options.push(packet);
    this.#count("accepted");
  }

  #takeMeta({ topic, payload }: EdgeMessage, { world, stationId }: Extract<Address, { kind: "meta" }>): void {
    if (world.mode === "live" && !this.#options.acceptMeta) {
      this.#refuse("meta_refused", topic, "live stations are registered by an operator (INGEST_ACCEPT_META is off)");
      return;
    }
    const station = stationOfMeta(payload, { world, stationId, updatedMs: this.#context.clock.nowMs() });
    if (typeof station === "string") {
      this.#refuse("bad_meta", topic, station);
      return;
    }
    void register(this.#context, station).then((outcome) => {
      if (outcome === "unavailable") this.#refuse(outcome, topic, "the hot state or the bus does not answer");
      else this.#count(outcome);
    });
  }

  /** Another replica may have registered it and its news be still on the way. */
  #refreshSoon(): void {
    const nowMs = this.#context.clock.monotonicMs();
    if (nowMs - this.#refreshedMs < REFRESH_EVERY_MS) return;
    this.#refreshedMs = nowMs;
    this.#context.stations.refresh().catch((error: unknown) => {
      if (!(error instanceof Unavailable)) throw error;
    });
  }

  #refuse(outcome: Outcome, topic: string, reason: string): void {
    this.#count(outcome);
    this.#faults.push(outcome, { topic: topic.slice(0, 120), reason });
  }

  #count(outcome: Outcome): void {
    this.#context.metrics.count("eew_ingest_messages_total", "Messages from sensors", { outcome });
  }
}
