// Bodies of packet.v1 one after another in one buffer, each behind its length: what the ring's thread is handed at once.

const LENGTH_BYTES = 4;

/** Fills one buffer. */
export class Chunk {
  readonly buffer: ArrayBuffer;
  readonly #bytes: Buffer;
  #used = 0;

  constructor(buffer: ArrayBuffer) {
    this.buffer = buffer;
    this.#bytes = Buffer.from(buffer);
  }

  get used(): number {
    return this.#used;
  }

  static bytesFor(body: Uint8Array): number {
    return LENGTH_BYTES + body.length;
  }

  /** False when there is no room for it. */
  push(body: Uint8Array): boolean {
    if (this.#used + Chunk.bytesFor(body) > this.#bytes.length) return false;
    this.#bytes.writeUInt32BE(body.length, this.#used);
    this.#bytes.set(body, this.#used + LENGTH_BYTES);
    this.#used += Chunk.bytesFor(body);
    return true;
  }
}

/** The bodies of a chunk, with their places. */
export function* bodiesOf(chunk: Buffer): Generator<{ readonly at: number; readonly body: Buffer }> {
  for (let at = 0; at + LENGTH_BYTES <= chunk.length; ) {
    const from = at + LENGTH_BYTES;
    const end = from + chunk.readUInt32BE(at);
    yield { at: from, body: chunk.subarray(from, end) };
    at = end;
  }
}
