// The last minutes of everything that came, as it came: packets in files on disk, an index of eight bytes a packet in memory.
import { join } from "node:path";
import { type World, worldKey } from "../../../shared/contracts/mode.ts";
import { eachPacket, type Packet, packetAt } from "../../../shared/contracts/packet.ts";
import { stationKey } from "../../../shared/contracts/station.ts";
import { Malformed } from "../../../shared/contracts/topic.ts";
import { bodiesOf } from "./chunk.ts";
import { type Place, RingSegment } from "./ringSegment.ts";
import { StationNumbers } from "./stationNumbers.ts";

export interface RingOptions {
  readonly folder: string;
  /** Begins the names that its files have for a moment. */
  readonly name: string;
  readonly keepMs: number;
  readonly mostBytes: number;
}

/** A world whose packets are here. */
export interface WorldSpan extends World {
  /** Data clock. */
  readonly oldestMs: number;
  readonly newestMs: number;
  /** Wall clock, when its last packet came here. */
  readonly seenMs: number;
}

export interface RingState {
  readonly bytes: number;
  readonly packets: number;
  /** Wall clock, when the oldest of it came; undefined while it is empty. */
  readonly sinceMs: number | undefined;
  readonly worlds: readonly WorldSpan[];
  /** Why what came last was not kept; "" when it was. */
  readonly fault: string;
}

const SEGMENT_MS = 10_000;
/** Places in a segment are 32 bits. */
const SEGMENT_BYTES = 512 * 1024 * 1024;

interface Kept {
  readonly number: number;
  readonly segment: RingSegment;
  readonly worlds: Map<string, WorldSpan>;
}

export class Ring {
  readonly #options: RingOptions;
  readonly #numbers = new StationNumbers();
  #kept: Kept[] = [];
  #opened = 0;
  #bytes = 0;
  #fault = "";

  constructor(options: RingOptions) {
    this.#options = options;
  }

  /** Takes a chunk of bodies of packet.v1; what it is too full for is left out, and says so. */
  append(chunk: Buffer, nowMs: number): void {
    this.#forget(nowMs, chunk.length);
    try {
      const kept = this.#current(nowMs);
      const from = kept.segment.append(chunk);
      this.#bytes += chunk.length;
      this.#index(kept, { chunk, from, nowMs });
      this.#fault = "";
    } catch (error) {
      if (!(error instanceof Error && "syscall" in error)) throw error;
      this.#fault = error.message;
      // A full disk: the oldest makes room for what comes next.
      this.#drop();
    }
  }

  state(): RingState {
    const worlds = new Map<string, WorldSpan>();
    for (const kept of this.#kept) for (const [key, span] of kept.worlds) widen(worlds, key, span);
    const packets = this.#kept.reduce((sum, { segment }) => sum + segment.count, 0);
    const sinceMs = this.#kept[0]?.segment.openedMs;
    return { bytes: this.#bytes, packets, sinceMs, worlds: [...worlds.values()], fault: this.#fault };
  }

  /** A station's packets in the order they came. @param key from `stationKey` */
  *packetsOf(key: string): Generator<Packet> {
    const number = this.#numbers.of(key);
    if (number === undefined) return;
    const places = this.#kept.flatMap(({ segment }) => segment.placesOf(number));
    for (const place of places) {
      const packet = read(place);
      if (packet !== undefined && stationKey(packet) === key) yield packet;
    }
  }

  close(): void {
    for (const { segment } of this.#kept) segment.close();
    this.#kept = [];
    this.#bytes = 0;
  }

  #current(nowMs: number): Kept {
    const last = this.#kept.at(-1);
    const isFresh = last !== undefined && nowMs < last.segment.openedMs + SEGMENT_MS;
    if (isFresh && last.segment.bytes < SEGMENT_BYTES) return last;
    this.#opened += 1;
    const { folder, name } = this.#options;
    const segment = new RingSegment(join(folder, `${name}-${this.#opened}`), nowMs);
    const kept = { number: this.#opened, segment, worlds: new Map<string, WorldSpan>() };
    this.#kept.push(kept);
    return kept;
  }

  #index(
    { number, segment, worlds }: Kept,
    { chunk, from, nowMs }: { chunk: Buffer; from: number; nowMs: number },
  ): void {
    for (const { at, body } of bodiesOf(chunk)) {
      try {
        eachPacket(body, (packet, inBody) => {
          segment.note(this.#numbers.take(stationKey(packet), number), from + at + inBody);
          const { mode, run, receivedMs } = packet;
          widen(worlds, worldKey(packet), { mode, run, oldestMs: receivedMs, newestMs: receivedMs, seenMs: nowMs });
        });
      } catch (error) {
        // The decoder refuses the same bytes, with a reason.
        if (!(error instanceof Malformed)) throw error;
      }
    }
  }

  /** A segment is as old as the last packet that could be in it. */
  #forget(nowMs: number, more: number): void {
    const { keepMs, mostBytes } = this.#options;
    const isOld = ({ segment }: Kept) => nowMs > segment.openedMs + SEGMENT_MS + keepMs;
    for (let first = this.#kept[0]; first !== undefined; first = this.#kept[0]) {
      if (!isOld(first) && this.#bytes + more <= mostBytes) return;
      this.#drop();
    }
  }

  #drop(): void {
    const dropped = this.#kept.shift();
    if (dropped === undefined) return;
    this.#bytes -= dropped.segment.bytes;
    dropped.segment.close();
    this.#numbers.forgetBefore(this.#kept[0]?.number ?? this.#opened + 1);
  }
}

function read({ segment, at, bytes }: Place): Packet | undefined {
  const buffer = segment.read(at, bytes);
  const placed = buffer === undefined ? "closed" : packetAt(buffer, 0);
  return typeof placed === "string" ? undefined : placed.packet;
}

function widen(worlds: Map<string, WorldSpan>, key: string, span: WorldSpan): void {
  const known = worlds.get(key) ?? span;
  worlds.set(key, {
    mode: span.mode,
    run: span.run,
    oldestMs: Math.min(known.oldestMs, span.oldestMs),
    newestMs: Math.max(known.newestMs, span.newestMs),
    seenMs: Math.max(known.seenMs, span.seenMs),
  });
}
