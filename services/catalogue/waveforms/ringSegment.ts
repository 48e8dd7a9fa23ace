// Some seconds of packets in a file that has no name any more: it is gone when it is closed, or when the process ends.
import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";

const FIRST_ROOM = 1024;

/** Where a packet stands. */
export interface Place {
  readonly segment: RingSegment;
  readonly at: number;
  /** At most. */
  readonly bytes: number;
}

export class RingSegment {
  readonly openedMs: number;
  readonly #file: number;
  #stations = new Uint32Array(FIRST_ROOM);
  #offsets = new Uint32Array(FIRST_ROOM);
  #count = 0;
  #bytes = 0;
  #isOpen = true;

  /** @throws of node:fs where the file cannot be made */
  constructor(path: string, openedMs: number) {
    this.openedMs = openedMs;
    this.#file = openSync(path, "wx+", 0o600);
    unlinkSync(path);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#count;
  }

  /** @returns the place of the first byte @throws of node:fs where it cannot be written; then nothing has changed */
  append(bytes: Uint8Array): number {
    const from = this.#bytes;
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#file, bytes, written, bytes.length - written, from + written);
    }
    this.#bytes += bytes.length;
    return from;
  }

  /** In the order of their places. */
  note(station: number, at: number): void {
    if (this.#count === this.#stations.length) {
      this.#stations = grown(this.#stations);
      this.#offsets = grown(this.#offsets);
    }
    this.#stations[this.#count] = station;
    this.#offsets[this.#count] = at;
    this.#count += 1;
  }

  placesOf(station: number): Place[] {
    const places: Place[] = [];
    for (let i = 0; i < this.#count; i += 1) {
      if (this.#stations[i] !== station) continue;
      const at = this.#offsets[i] ?? 0;
      const next = i + 1 < this.#count ? (this.#offsets[i + 1] ?? 0) : this.#bytes;
      places.push({ segment: this, at, bytes: next - at });
    }
    return places;
  }

  /** Undefined where the segment has been closed meanwhile. */
  read(at: number, bytes: number): Buffer | undefined {
    if (!this.#isOpen) return undefined;
    const buffer = Buffer.allocUnsafe(bytes);
    return buffer.subarray(0, readSync(this.#file, buffer, 0, bytes, at));
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#file);
    this.#isOpen = false;
  }
}

function grown(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
