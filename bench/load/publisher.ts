// One MQTT connection that only publishes [MQTT 3.1.1 §3.3], as cheap as can be: bytes in large chunks, answers counted.
import { once } from "node:events";
import { connect, type Socket } from "node:net";

const PUBLISH_QOS1 = 0x32;
const PUBACK_BYTES = 4;
const CHUNK_BYTES = 64 * 1024;
const MOST_HEADER_BYTES = 5;
/** Packet ids are 16 bits and not 0. */
const IDS = 65_535;
/** Not taken by the broker yet; above this nothing more is sent: old packets are worth nothing. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;
const MOST_UNACKNOWLEDGED = 20_000;

export interface Message {
  readonly topic: Buffer;
  readonly bytes: Uint8Array;
  /** Wall clock at which it should leave: what its delay counts from. */
  readonly dueMs: number;
}

export class Publisher {
  readonly #socket: Socket;
  readonly #onAcknowledged: (delayMs: number) => void;
  readonly #dueMs = new Float64Array(IDS);
  #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #used = 0;
  #answerBytes = 0;
  #fault: Error | undefined;
  sent = 0;
  acknowledged = 0;

  constructor(socket: Socket, onAcknowledged: (delayMs: number) => void) {
    this.#socket = socket;
    this.#onAcknowledged = onAcknowledged;
    socket.on("data", (answer) => this.#answered(answer.length));
    socket.on("error", (error) => {
      this.#fault ??= error;
    });
    socket.on("close", () => {
      this.#fault ??= new Error("MQTT: the broker closed the connection");
    });
  }

  get fault(): Error | undefined {
    return this.#fault;
  }

  /** The broker lags so far behind that a message more would only wait. */
  get isFull(): boolean {
    return this.#socket.writableLength > MOST_WAITING_BYTES || this.sent - this.acknowledged > MOST_UNACKNOWLEDGED;
  }

  /** @returns where the payload's copy begins in `chunk`, to be changed before `flush`. */
  push({ topic, bytes, dueMs }: Message): { readonly chunk: Buffer; readonly at: number } {
    const length = 2 + topic.length + 2 + bytes.length;
    if (this.#used + MOST_HEADER_BYTES + length > this.#chunk.length) this.#renew(MOST_HEADER_BYTES + length);
    const chunk = this.#chunk;
    const id = this.sent % IDS;
    let at = this.#used;
    chunk[at++] = PUBLISH_QOS1;
    for (let rest = length; ; rest >>= 7) {
      chunk[at++] = rest > 127 ? (rest & 127) | 128 : rest;
      if (rest <= 127) break;
    }
    at = chunk.writeUInt16BE(topic.length, at);
    chunk.set(topic, at);
    at = chunk.writeUInt16BE(id + 1, at + topic.length);
    chunk.set(bytes, at);
    this.#used = at + bytes.length;
    this.#dueMs[id] = dueMs;
    this.sent += 1;
    return { chunk, at };
  }

  flush(): void {
    if (this.#used === 0) return;
    this.#socket.write(this.#chunk.subarray(0, this.#used));
    this.#chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    this.#used = 0;
  }

  close(): void {
    this.#socket.destroy();
  }

  #renew(bytes: number): void {
    this.flush();
    if (bytes > this.#chunk.length) this.#chunk = Buffer.allocUnsafe(bytes);
  }

  /** Every answer is as long as the other, and they come in the order of the messages. */
  #answered(bytes: number): void {
    this.#answerBytes += bytes;
    const acknowledged = Math.floor(this.#answerBytes / PUBACK_BYTES);
    const nowMs = performance.timeOrigin + performance.now();
    while (this.acknowledged < acknowledged) {
      this.#onAcknowledged(nowMs - (this.#dueMs[this.acknowledged % IDS] ?? nowMs));
      this.acknowledged += 1;
    }
  }
}

/** @throws Error when the broker is not there or refuses. */
export async function connectPublisher(
  url: string,
  clientId: string,
  onAcknowledged: (delayMs: number) => void,
): Promise<Publisher> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port || 1883), noDelay: true });
  await once(socket, "connect");
  const id = Buffer.from(clientId);
  // Protocol "MQTT" level 4, clean session, no keep-alive.
  const body = Buffer.concat([Buffer.from([0, 4, 77, 81, 84, 84, 4, 2, 0, 0, 0, id.length]), id]);
  socket.write(Buffer.concat([Buffer.from([0x10, body.length]), body]));
  const [answer] = (await once(socket, "data")) as [Buffer];
  if (answer[0] !== 0x20 || answer[3] !== 0)
    throw new Error(`MQTT ${url}: got ${answer.toString("hex")}, want CONNACK 0`);
  return new Publisher(socket, onAcknowledged);
}
