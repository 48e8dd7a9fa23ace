// What becomes of one MQTT message: a packet on its way to the decoder, a station registered, or a counted refusal.
import type { Packet } from "../../shared/contracts/packet.ts";
import { stationKey } from "../../shared/contracts/station.ts";
import type { EdgeMessage } from "../../shared/runtime/edge.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import type { Context } from "../../shared/runtime/service.ts";
import type { ConnectionTable, DeviceStatus } from "./connectionTable.ts";
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
  /** Where it is kept which devices are connected. */
  readonly connections: Pick<ConnectionTable, "push" | "forget">;
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
  | "removed"
  | "bad_meta"
  | "meta_refused"
  | "status"
  | "bad_status"
  | "status_unregistered"
  | "unavailable";

type Described = Extract<Address, { kind: "meta" | "status" }>;

const REFRESH_EVERY_MS = 1000;
const REMOVED = "station: got one that an operator has removed, want one that is registered";

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
    else if (!unreal && address.world.mode !== "live") {
      this.#refuse("unreal_refused", topic, `mode: got ${address.world.mode}, want live (INGEST_UNREAL is off)`);
    } else if (address.kind === "status") this.#takeStatus(message, address);
    else if (payload.length === 0) this.#refuse("empty", topic, "payload: got 0 bytes");
    else if (address.kind === "meta") this.#takeMeta(message, address);
    else this.#takeTraces(message, address);
  }

  #takeTraces({ topic, payload }: EdgeMessage, address: Extract<Address, { kind: "traces" }>): void {
    const { world, stationId, format } = address;
    const wallMs = this.#context.clock.nowMs();
    const packet = { ...world, stationId, format, receivedMs: address.receivedMs ?? wallMs, wallMs, payload };
    const { stations } = this.#context;
    if (stations.stationOf(stationKey(packet)) === undefined) {
      if (stations.removedOf(stationKey(packet)) !== undefined) {
        this.#refuse("removed", topic, REMOVED);
        return;
      }
      this.#refreshSoon();
      this.#refuse("unregistered", topic, `station: got "${stationKey(packet)}", want one that is registered`);
      return;
    }
    this.#options.push(packet);
    this.#count("accepted");
  }

  #takeMeta({ topic, payload }: EdgeMessage, { world, stationId }: Described): void {
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
      else if (outcome === "removed") this.#refuse(outcome, topic, REMOVED);
      else this.#count(outcome);
    });
  }

  /** Kept also for a station that is not registered yet: its description may be on the way. */
  #takeStatus({ topic, payload }: EdgeMessage, { world, stationId }: Described): void {
    const { connections } = this.#options;
    const connection = connectionOf(payload);
    if (connection === undefined) {
      const got = Buffer.from(payload.subarray(0, 40)).toString("latin1");
      this.#refuse("bad_status", topic, `status: got ${JSON.stringify(got)}, want online or offline`);
    } else if (connection === "cleared") {
      connections.forget({ world, stationId });
      this.#count("ignored");
    } else {
      const isKept = connections.push({ world, stationId, connection, heardMs: this.#context.clock.nowMs() });
      const isKnown = this.#context.stations.stationOf(stationKey({ ...world, stationId })) !== undefined;
      if (isKnown && isKept) this.#count("status");
      else this.#refuse("status_unregistered", topic, "station: want one that is registered, within a minute");
    }
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

/** A retained status is cleared by an empty one. */
function connectionOf(payload: Uint8Array): DeviceStatus["connection"] | "cleared" | undefined {
  if (payload.length === 0) return "cleared";
  const text = payload.length > "offline".length ? "" : Buffer.from(payload).toString("latin1");
  return text === "online" || text === "offline" ? text : undefined;
}
