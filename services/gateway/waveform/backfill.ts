// What a station sent before anybody watched it: asked for once, and told before what comes now, which waits for it so long.
import { setImmediate } from "node:timers/promises";
import type { Packet } from "../../../shared/contracts/packet.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";

export interface BackfillOptions {
  readonly clock: Clock;
  /** Asks for the past; the answer may never come. */
  readonly ask: () => void;
  readonly push: (packet: Packet) => void;
}

/** A station that is silent now is asked about too. */
const ASK_AFTER_MS = 1000;
/** Nobody may know of the past: what comes now is not held longer. */
const HOLD_MS = 1000;
/** Between so many packets everything else of the process has its turn. */
const AT_ONCE = 10;

export class Backfill {
  readonly #options: BackfillOptions;
  readonly #begunMs: number;
  #state: "unasked" | "asked" | "answered" | "done" = "unasked";
  #askedMs = 0;
  #held: Packet[] = [];

  constructor(options: BackfillOptions) {
    this.#options = options;
    this.#begunMs = options.clock.monotonicMs();
  }

  /** A packet that came now. It is asked with the first: from here on none is missed, and all before it are held. */
  take(packet: Packet): void {
    if (this.#state === "done") {
      this.#options.push(packet);
      return;
    }
    this.#held.push(packet);
    if (this.#state === "unasked") this.#ask();
    else this.#giveUp();
  }

  /** @param past in the order they came */
  async answer(past: readonly Packet[]): Promise<void> {
    if (this.#state !== "asked") return;
    this.#state = "answered";
    for (const [i, packet] of past.entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) await setImmediate();
      this.#options.push(packet);
    }
    const newestMs = past.at(-1)?.receivedMs ?? Number.NEGATIVE_INFINITY;
    this.#held = this.#held.filter(({ receivedMs }) => receivedMs > newestMs);
    this.#end();
  }

  /** To be called each second. */
  tick(): void {
    if (this.#state === "unasked" && this.#sinceMs(this.#begunMs) >= ASK_AFTER_MS) this.#ask();
    else this.#giveUp();
  }

  #ask(): void {
    this.#state = "asked";
    this.#askedMs = this.#options.clock.monotonicMs();
    this.#options.ask();
  }

  #giveUp(): void {
    if (this.#state === "asked" && this.#sinceMs(this.#askedMs) >= HOLD_MS) this.#end();
  }

  #end(): void {
    this.#state = "done";
    for (const packet of this.#held) this.#options.push(packet);
    this.#held = [];
  }

  #sinceMs(beforeMs: number): number {
    return this.#options.clock.monotonicMs() - beforeMs;
  }
}
