// The ring as the service sees it: takes bodies without reading them, drops what its thread has no time for, answers from the rest.
import { Worker } from "node:worker_threads";
import { type Packet, packets } from "../../../shared/contracts/packet.ts";
import { reasonOf, Unavailable } from "../../../shared/runtime/errors.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import type { Metrics } from "../../../shared/runtime/metrics.ts";
import { Chunk } from "./chunk.ts";
import type { RingOptions, RingState } from "./ring.ts";
import type { FromRing, PacketQuestion, Question, ToRing } from "./ringWorker.ts";
import type { WaveformRow } from "./waveformRow.ts";

export interface RingDeps {
  readonly options: RingOptions;
  readonly nowMs: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
}

type Answer = Extract<FromRing, { readonly kind: "rows" | "packets" }>;

interface Asked {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const CHUNK_BYTES = 1024 * 1024;
/** Being filled, on their way, or being written. More is never held: what comes then is dropped. */
const MOST_CHUNKS = 8;
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };
const EMPTY: RingState = { bytes: 0, packets: 0, sinceMs: undefined, worlds: [], fault: "" };

export class RingThread {
  readonly #deps: RingDeps;
  readonly #free: ArrayBuffer[] = [];
  readonly #asked = new Map<number, Asked>();
  #worker: Worker | undefined;
  #filling: Chunk | undefined;
  #out = 0;
  #questions = 0;
  #state = EMPTY;

  constructor(deps: RingDeps) {
    this.#deps = deps;
  }

  /** What the thread said when it had last written. */
  get state(): RingState {
    return this.#state;
  }

  /** Copies the body into what goes to the thread next. */
  push(body: Uint8Array): void {
    if (this.#filling?.push(body)) return;
    this.flush();
    this.#filling = this.#chunkFor(body);
    if (this.#filling?.push(body)) return;
    this.#deps.metrics.count("eew_waveform_dropped_total", "Batches of packets the waveform ring had no time for");
  }

  /** Hands over what was gathered. */
  flush(): void {
    const chunk = this.#filling;
    if (chunk === undefined || chunk.used === 0) return;
    this.#filling = undefined;
    this.#out += 1;
    const { buffer, used } = chunk;
    this.#post({ kind: "chunk", buffer, used, nowMs: this.#deps.nowMs() }, [buffer]);
  }

  /** @throws Unavailable when the thread ended */
  async ask(question: Question): Promise<readonly WaveformRow[]> {
    const answer = await this.#ask(question);
    return answer.kind === "rows" ? answer.rows : [];
  }

  /** What a station sent last, as it came; nothing where nothing of it is held. @throws Unavailable when the thread ended */
  async newestOf(question: PacketQuestion): Promise<readonly Packet[]> {
    const answer = await this.#ask(question);
    return answer.kind === "packets" ? packets.decode(answer.batch).packets : [];
  }

  #ask(question: Question | PacketQuestion): Promise<Answer> {
    this.flush();
    this.#questions += 1;
    const id = this.#questions;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#post({ kind: "question", id, question });
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #chunkFor(body: Uint8Array): Chunk | undefined {
    if (this.#out >= MOST_CHUNKS) return undefined;
    const bytes = Chunk.bytesFor(body);
    if (bytes > CHUNK_BYTES) return new Chunk(new ArrayBuffer(bytes));
    return new Chunk(this.#free.pop() ?? new ArrayBuffer(CHUNK_BYTES));
  }

  #post(message: ToRing, moved: readonly ArrayBuffer[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message, [...moved]);
  }

  #start(): Worker {
    const url = new URL("./ringWorker.ts", import.meta.url);
    const worker = new Worker(url, { workerData: this.#deps.options, resourceLimits: LIMITS });
    worker.unref();
    worker.on("message", (message: FromRing) => this.#take(message));
    let cause: unknown;
    worker.on("error", (error) => {
      cause = error;
    });
    worker.on("exit", () => this.#ended(cause));
    return worker;
  }

  #take(message: FromRing): void {
    if (message.kind === "written") {
      this.#written(message);
      return;
    }
    const asked = this.#asked.get(message.id);
    this.#asked.delete(message.id);
    if (message.kind === "failed") asked?.reject(new Error(message.reason));
    else asked?.resolve(message);
  }

  #written({ buffer, state }: Extract<FromRing, { kind: "written" }>): void {
    const { log, metrics } = this.#deps;
    this.#out -= 1;
    if (buffer.byteLength === CHUNK_BYTES) this.#free.push(buffer);
    if (state.fault !== "" && this.#state.fault === "") log.warn({ reason: state.fault }, "waveform ring: not written");
    metrics.gauge("eew_waveform_ring_bytes", "Packets in the waveform ring", state.bytes);
    const spanS = (this.#deps.nowMs() - (state.sinceMs ?? this.#deps.nowMs())) / 1000;
    metrics.gauge("eew_waveform_ring_span_seconds", "How far back the waveform ring reaches", spanS);
    this.#state = state;
  }

  /** What it held is lost; the next packets start another. */
  #ended(cause: unknown): void {
    this.#worker = undefined;
    this.#out = 0;
    this.#state = EMPTY;
    if (cause !== undefined) this.#deps.log.error({ reason: reasonOf(cause) }, "waveform ring: its thread ended");
    for (const { reject } of this.#asked.values()) reject(new Unavailable("waveform ring: ended", { cause }));
    this.#asked.clear();
  }
}
