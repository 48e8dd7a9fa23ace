// Batches packets per partition: the bus charges by the message, so packets that come close together travel together.
import { type Packet, type PacketBatch, partitionOfPacket } from "../../shared/contracts/packet.ts";
import type { Clock } from "../../shared/runtime/clock.ts";

export interface BatcherOptions {
  readonly partitions: number;
  readonly lingerMs: number;
  readonly clock: Clock;
  /** Hands a batch to the bus. Not waited for: the next batch leaves whatever becomes of this one. */
  readonly send: (batch: PacketBatch) => Promise<void>;
  /** Told of packets that were given up, and why. */
  readonly lost: (packets: number, reason: unknown) => void;
}

const MOST_BYTES = 256 * 1024;
const MOST_PACKETS = 500;
/** Handed to the bus and not yet taken; above this, new batches are dropped: old waveforms must not fill the memory. */
const MOST_BYTES_IN_FLIGHT = 64 * 1024 * 1024;

interface Pending {
  packets: Packet[];
  bytes: number;
  /** Monotonic time before which a batch of this partition waits for company. */
  notBeforeMs: number;
  /** Counts up with every batch that left, so that a timer knows whether its batch is gone. */
  left: number;
}

/** Packets leave each partition in the order they were pushed. The first after a pause leaves at once. */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #pending: readonly Pending[];
  readonly #sending = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #bytesInFlight = 0;

  constructor(options: BatcherOptions) {
    this.#options = options;
    const empty = (): Pending => ({ packets: [], bytes: 0, notBeforeMs: Number.NEGATIVE_INFINITY, left: 0 });
    this.#pending = Array.from({ length: options.partitions }, empty);
  }

  push(packet: Packet): void {
    const partition = partitionOfPacket(packet, this.#options.partitions);
    const pending = this.#pending[partition];
    if (pending === undefined) throw new RangeError(`partition: got ${partition} of ${this.#pending.length}`);
    pending.packets.push(packet);
    pending.bytes += packet.payload.length;
    const waitMs = pending.notBeforeMs - this.#options.clock.monotonicMs();
    if (waitMs <= 0 || pending.bytes >= MOST_BYTES || pending.packets.length >= MOST_PACKETS) {
      this.#flush(partition, pending);
    } else if (pending.packets.length === 1) this.#flushAfter(waitMs, partition, pending);
  }

  /** Sends what is pending and waits until the bus has taken all of it. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#pending.forEach((pending, partition) => {
      if (pending.packets.length > 0) this.#flush(partition, pending);
    });
    while (this.#sending.size > 0) await Promise.all(this.#sending);
  }

  #flushAfter(waitMs: number, partition: number, pending: Pending): void {
    const { left } = pending;
    void this.#options.clock.sleep(waitMs, this.#closing.signal).then(() => {
      if (pending.left === left && pending.packets.length > 0) this.#flush(partition, pending);
    });
  }

  #flush(partition: number, pending: Pending): void {
    const { packets, bytes } = pending;
    pending.packets = [];
    pending.bytes = 0;
    pending.left += 1;
    pending.notBeforeMs = this.#options.clock.monotonicMs() + this.#options.lingerMs;
    if (this.#bytesInFlight > MOST_BYTES_IN_FLIGHT) {
      this.#options.lost(packets.length, "the bus does not keep up");
      return;
    }
    this.#bytesInFlight += bytes;
    const sending = this.#options
      .send({ partition, packets })
      .catch((reason: unknown) => this.#options.lost(packets.length, reason))
      .finally(() => {
        this.#bytesInFlight -= bytes;
        this.#sending.delete(sending);
      });
    this.#sending.add(sending);
  }
}
