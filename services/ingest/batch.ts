// Batches packets per partition: the bus charges by the message, so packets that come close together travel together. What
// comes faster than it goes waits here, where the oldest can be given up, and not in the sockets, where nothing can.
import { type Packet, type PacketBatch, partitionOfPacket } from "../../shared/contracts/packet.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { Fifo } from "../../shared/runtime/fifo.ts";
import { MOST_WAIT_MS, type Overload } from "./overload.ts";

/** `bus`: it did not take them. `overload`: they would have been too late. */
export type LossRule = "bus" | "overload";

export interface BatcherOptions {
  readonly partitions: number;
  readonly lingerMs: number;
  readonly clock: Clock;
  readonly overload: Overload;
  /** Hands a batch to the bus. Not waited for: the next batch leaves whatever becomes of this one. */
  readonly send: (batch: PacketBatch) => Promise<void>;
  /** Told of packets that were given up, by which rule and why. */
  readonly lost: (packets: number, rule: LossRule, reason: unknown) => void;
}

const MOST_BYTES = 256 * 1024;
const MOST_PACKETS = 500;
/**
 * In one process the bus decodes a batch before it returns. After so many packets what has arrived meanwhile is read: an
 * MQTT broker in this process takes 64 KB of a connection a turn, and must not read slower than it is sent to.
 */
const PACKETS_A_TURN = 32;
/** Handed to the bus and not yet taken; above this, new batches are dropped: old waveforms must not fill the memory. */
const MOST_BYTES_IN_FLIGHT = 64 * 1024 * 1024;

interface Waiting {
  readonly packet: Packet;
  readonly sinceMs: number;
  /** Who sent it can be made to wait instead. */
  readonly isPatient: boolean;
}

interface Pending {
  readonly partition: number;
  readonly waiting: Fifo<Waiting>;
  bytes: number;
  /** Monotonic time before which a batch of this partition waits for company. */
  notBeforeMs: number;
}

/** Packets leave each partition in the order they were pushed. The first after a pause leaves at once. */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #pending: readonly Pending[];
  readonly #sending = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #bytesInFlight = 0;
  #next = 0;
  #isPumping = false;

  constructor(options: BatcherOptions) {
    this.#options = options;
    this.#pending = Array.from({ length: options.partitions }, (_, partition) => ({
      partition,
      waiting: new Fifo<Waiting>(),
      bytes: 0,
      notBeforeMs: Number.NEGATIVE_INFINITY,
    }));
  }

  push(packet: Packet): void {
    const { overload, lost, clock } = this.#options;
    // Whoever states when a packet was received plays at a pace of its own: it is made to wait, and nothing is left out,
    // unless live stations would wait too.
    const isPatient = packet.receivedMs !== packet.wallMs && !overload.hearsLive;
    if (!isPatient && overload.sheds(packet)) {
      lost(1, "overload", "stations are left out");
      return;
    }
    const pending = this.#pendingOf(packet);
    const nowMs = clock.monotonicMs();
    pending.waiting.push({ packet, sinceMs: nowMs, isPatient });
    pending.bytes += packet.payload.length;
    const isFirst = pending.waiting.length === 1 && nowMs >= pending.notBeforeMs;
    if (isFirst) overload.waited(0);
    if (isFirst || (isPatient && isFull(pending))) this.#sendFrom(pending);
    else this.#pump();
  }

  /** Sends what is pending and waits until the bus has taken all of it. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const pending of this.#pending) while (pending.waiting.length > 0) this.#sendFrom(pending);
    while (this.#sending.size > 0) await Promise.all(this.#sending);
  }

  #pendingOf(packet: Packet): Pending {
    const partition = partitionOfPacket(packet, this.#options.partitions);
    const pending = this.#pending[partition];
    if (pending === undefined) throw new RangeError(`partition: got ${partition} of ${this.#pending.length}`);
    return pending;
  }

  /** Turn by turn, until nothing waits. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    void this.#options.clock.sleep(this.#untilDueMs(), this.#closing.signal).then(() => {
      this.#isPumping = false;
      if (this.#closing.signal.aborted) return;
      this.#giveUpLate();
      this.#sendDue();
      if (this.#pending.some(({ waiting }) => waiting.length > 0)) this.#pump();
    });
  }

  #untilDueMs(): number {
    const nowMs = this.#options.clock.monotonicMs();
    let untilMs = Number.POSITIVE_INFINITY;
    for (const pending of this.#pending) {
      if (pending.waiting.length === 0) continue;
      untilMs = Math.min(untilMs, isFull(pending) ? 0 : pending.notBeforeMs - nowMs);
    }
    return Math.max(0, untilMs);
  }

  #giveUpLate(): void {
    const { clock, overload, lost } = this.#options;
    const nowMs = clock.monotonicMs();
    let late = 0;
    for (const pending of this.#pending) {
      const { waiting } = pending;
      for (let oldest = waiting.peek(); oldest !== undefined; oldest = waiting.peek()) {
        const { packet, sinceMs, isPatient } = oldest;
        if (isPatient) break;
        overload.waited(nowMs - sinceMs);
        if (nowMs - sinceMs <= MOST_WAIT_MS) break;
        waiting.shift();
        pending.bytes -= packet.payload.length;
        late += 1;
      }
    }
    if (late === 0) return;
    lost(late, "overload", `packets have waited ${MOST_WAIT_MS} ms`);
  }

  #sendDue(): void {
    const nowMs = this.#options.clock.monotonicMs();
    let sent = 0;
    for (let i = 0; i < this.#pending.length && sent < PACKETS_A_TURN; i += 1) {
      const pending = this.#pending[this.#next];
      this.#next = (this.#next + 1) % this.#pending.length;
      if (pending === undefined || pending.waiting.length === 0) continue;
      if (nowMs >= pending.notBeforeMs || isFull(pending)) sent += this.#sendFrom(pending, PACKETS_A_TURN - sent);
    }
  }

  /** The oldest of a partition, as many as one batch may hold. @returns how many */
  #sendFrom(pending: Pending, most = MOST_PACKETS): number {
    const { clock, lingerMs, overload } = this.#options;
    const packets: Packet[] = [];
    let bytes = 0;
    for (let next = pending.waiting.peek(); next !== undefined; next = pending.waiting.peek()) {
      packets.push(next.packet);
      bytes += next.packet.payload.length;
      pending.waiting.shift();
      if (packets.length >= most || bytes >= MOST_BYTES) break;
    }
    pending.bytes -= bytes;
    overload.left(packets.length);
    this.#send({ partition: pending.partition, packets }, bytes);
    // From when it was sent: what took long to send has gathered company for the next.
    pending.notBeforeMs = clock.monotonicMs() + (pending.waiting.length > 0 ? 0 : lingerMs);
    return packets.length;
  }

  #send(batch: PacketBatch, bytes: number): void {
    const { send, lost } = this.#options;
    if (this.#bytesInFlight > MOST_BYTES_IN_FLIGHT) {
      lost(batch.packets.length, "bus", "the bus does not keep up");
      return;
    }
    this.#bytesInFlight += bytes;
    const sending = send(batch)
      .catch((reason: unknown) => lost(batch.packets.length, "bus", reason))
      .finally(() => {
        this.#bytesInFlight -= bytes;
        this.#sending.delete(sending);
      });
    this.#sending.add(sending);
  }
}

function isFull({ waiting, bytes }: Pending): boolean {
  return waiting.length >= MOST_PACKETS || bytes >= MOST_BYTES;
}
