// The way from a device to the edge: latency, loss, copies, overtaking, and outages that end with a burst of what was kept.
import { drawAt, gaussianAt } from "../random.ts";

export interface Latency {
  readonly shortestMs: number;
  readonly medianMs: number;
  /** 99 % of packets are no later than this. */
  readonly p99Ms: number;
  readonly longestMs?: number;
}

export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
  /** What the device keeps and sends after it: the last so many seconds; older packets are lost. */
  readonly keptS: number;
}

export interface LinkSpec {
  /** Default: OpenEEW's, median 0.25 s, 99 % 0.88 s. */
  readonly latency?: Latency;
  readonly lossShare?: number;
  /** Share of packets that come twice. */
  readonly copyShare?: number;
  /** Share of packets that are overtaken by the next ones. */
  readonly overtakenShare?: number;
  readonly outages?: readonly Outage[];
}

const OPENEEW: Latency = { shortestMs: 60, medianMs: 250, p99Ms: 880 };
/** From one packet of a burst to the next. */
const BURST_MS = 8;
/** A copy or an overtaken packet comes later by up to this. */
const DETOUR_MS = 3000;
/** Normal deviate with 1 % above it. */
const P99_SIGMA = 2.3263;
const LANES = { loss: 1, copy: 2, copyLater: 3, overtaken: 4, overtakenBy: 5, latency: 6 } as const;

export class Link {
  readonly #spec: LinkSpec;
  readonly #key: number;
  /** A connection keeps its order: nothing arrives before what was sent before it. */
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(spec: LinkSpec, key: number) {
    this.#spec = spec;
    this.#key = key;
  }

  /** When packet `sequence`, handed over at `sentMs`, arrives: never, once, or twice. Packets are asked about in order. */
  arrivalsOf(sequence: number, sentMs: number): readonly number[] {
    const { lossShare = 0, copyShare = 0, overtakenShare = 0 } = this.#spec;
    const key = this.#key;
    const outage = this.#spec.outages?.find(({ fromMs, toMs }) => sentMs >= fromMs && sentMs < toMs);
    if (outage !== undefined && sentMs < outage.toMs - 1000 * outage.keptS) return [];
    if (lossShare > 0 && drawAt(key, LANES.loss, sequence) < lossShare) return [];
    // What was kept goes out as soon as the connection is back, all of it behind one latency.
    const aloneMs =
      outage === undefined
        ? sentMs + latencyMs(this.#spec, key, sequence)
        : outage.toMs + latencyMs(this.#spec, key, outage.toMs);
    const inOrderMs = Math.round(Math.max(aloneMs, outage === undefined ? this.#lastMs : this.#lastMs + BURST_MS));
    const isOvertaken = overtakenShare > 0 && drawAt(key, LANES.overtaken, sequence) < overtakenShare;
    if (!isOvertaken) this.#lastMs = inOrderMs;
    const detourMs = isOvertaken ? 1 + Math.round(DETOUR_MS * drawAt(key, LANES.overtakenBy, sequence)) : 0;
    const arrivalMs = inOrderMs + detourMs;
    if (copyShare === 0 || drawAt(key, LANES.copy, sequence) >= copyShare) return [arrivalMs];
    return [arrivalMs, arrivalMs + Math.round(DETOUR_MS * drawAt(key, LANES.copyLater, sequence))];
  }
}

/** Of a packet that nothing holds up: lognormal above the shortest. */
export function latencyMs({ latency = OPENEEW }: LinkSpec, key: number, sequence: number): number {
  const { shortestMs, medianMs, p99Ms, longestMs = Number.POSITIVE_INFINITY } = latency;
  const medianAboveMs = medianMs - shortestMs;
  const sigma = Math.log((p99Ms - shortestMs) / medianAboveMs) / P99_SIGMA;
  const aboveMs = medianAboveMs * Math.exp(sigma * gaussianAt(key, LANES.latency, sequence));
  return Math.min(longestMs, shortestMs + aboveMs);
}
