// Rate limits: a bucket of tokens for each name, filled steadily, emptied by requests.
import type { Clock } from "./clock.ts";

interface Bucket {
  tokens: number;
  atMs: number;
}

const MOST_NAMES = 10_000;

export class TokenBuckets {
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #perS: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: { readonly clock: Pick<Clock, "monotonicMs">; readonly perS: number; readonly burst: number }) {
    this.#clock = options.clock;
    this.#perS = options.perS;
    this.#burst = options.burst;
  }

  /** Takes one. @returns 0 when there was one, otherwise seconds until there is one. */
  take(name: string): number {
    const bucket = this.#filled(name);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 0;
    }
    return (1 - bucket.tokens) / this.#perS;
  }

  #filled(name: string): Bucket {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#buckets.get(name);
    const bucket = known ?? { tokens: this.#burst, atMs: nowMs };
    bucket.tokens = Math.min(this.#burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * this.#perS);
    bucket.atMs = nowMs;
    if (known === undefined) {
      if (this.#buckets.size >= MOST_NAMES) this.#buckets.delete(this.#buckets.keys().next().value ?? "");
      this.#buckets.set(name, bucket);
    }
    return bucket;
  }
}
