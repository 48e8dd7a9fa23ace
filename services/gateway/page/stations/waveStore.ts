// What a page knows of one station's waveform: the newest two minutes, brought up to date by the stream of the station.
import type { PickView, StationHealth } from "../../view.ts";
import type { Curve, Trigger } from "../../waveform/triggerCurve.ts";
import type { WaveView } from "../../waveform/watchedStation.ts";

export const COMPONENTS = ["Z", "N", "E"] as const;
export type ComponentName = (typeof COMPONENTS)[number];

export interface Piece {
  readonly startMs: number;
  readonly periodMs: number;
  readonly endMs: number;
  readonly gap: boolean;
  readonly samples: Float32Array;
}

export interface Ratios {
  readonly onRatio: number;
  readonly offRatio: number;
}

export interface WaveSnapshot {
  readonly key: string;
  readonly pastMs: number;
  readonly sampleRateHz?: number;
  readonly channels?: readonly { readonly component: ComponentName; readonly unit: "m/s2" | "m/s" }[];
  readonly trigger: Ratios;
}

/** What the stream of a station says: `waveforms.ts`. */
export type WaveMessage =
  | { readonly name: "snapshot"; readonly data: WaveSnapshot }
  | { readonly name: "wave"; readonly data: Omit<WaveView & { readonly kind: "wave" }, "kind"> }
  | { readonly name: "unused"; readonly data: { readonly outcome: string; readonly reason: string } }
  | { readonly name: "pick"; readonly data: PickView }
  | { readonly name: "health"; readonly data: { readonly health: StationHealth } }
  | { readonly name: "dropped" | "bye"; readonly data: object };

const KEPT_MS = 130_000;

export class WaveStore {
  snapshot: WaveSnapshot | undefined;
  unit: "m/s2" | "m/s" = "m/s2";
  triggers: readonly Trigger[] = [];
  picks: readonly PickView[] = [];
  health: StationHealth | undefined;
  newestMs = Number.NEGATIVE_INFINITY;
  /** Of the last packet: its length, and why it was not used. */
  packetMs = 1000;
  unused = "";
  readonly #pieces: Record<ComponentName, Piece[]> = { Z: [], N: [], E: [] };
  #curves: Curve[] = [];

  take(message: WaveMessage): void {
    switch (message.name) {
      case "snapshot":
        this.#begin(message.data);
        break;
      case "wave":
        this.#wave(message.data);
        break;
      case "unused":
        this.unused = message.data.reason || message.data.outcome;
        break;
      case "pick":
        this.#pick(message.data);
        break;
      case "health":
        this.health = message.data.health;
    }
  }

  pieces(component: ComponentName): readonly Piece[] {
    return this.#pieces[component];
  }

  curves(): readonly Curve[] {
    return this.#curves;
  }

  components(): readonly ComponentName[] {
    const told = this.snapshot?.channels?.map(({ component }) => component) ?? COMPONENTS;
    return COMPONENTS.filter((component) => told.includes(component));
  }

  /** The samples of the newest `seconds` without a gap in them, oldest first; empty where there are none. */
  newest(component: ComponentName, seconds: number): { readonly samples: Float64Array; readonly rateHz: number } {
    const pieces: Piece[] = [];
    let count = 0;
    for (const piece of this.#pieces[component].toReversed()) {
      pieces.unshift(piece);
      count += piece.samples.length;
      if (piece.gap || count * piece.periodMs >= 1000 * seconds) break;
    }
    const samples = new Float64Array(count);
    let at = 0;
    for (const piece of pieces) {
      samples.set(piece.samples, at);
      at += piece.samples.length;
    }
    const periodMs = pieces.at(-1)?.periodMs ?? 0;
    const most = Math.round((1000 * seconds) / (periodMs || 1));
    return { samples: samples.subarray(Math.max(0, count - most)), rateHz: periodMs > 0 ? 1000 / periodMs : 0 };
  }

  #begin(snapshot: WaveSnapshot): void {
    this.snapshot = snapshot;
    this.unit = snapshot.channels?.find(({ component }) => component === "Z")?.unit ?? "m/s2";
    for (const component of COMPONENTS) this.#pieces[component].length = 0;
    this.#curves = [];
    this.triggers = [];
    this.newestMs = Number.NEGATIVE_INFINITY;
  }

  #wave({ blocks, curves }: (WaveMessage & { readonly name: "wave" })["data"]): void {
    this.unused = "";
    for (const { component, startMs, periodMs, gap, samples } of blocks) {
      const values = samplesOf(samples);
      const endMs = startMs + values.length * periodMs;
      this.#pieces[component].push({ startMs, periodMs, endMs, gap, samples: values });
      this.newestMs = Math.max(this.newestMs, endMs);
      this.packetMs = values.length * periodMs;
    }
    this.#curves.push(...curves);
    this.triggers = [...this.triggers, ...curves.flatMap(({ triggers }) => triggers)];
    this.#forget(this.newestMs - KEPT_MS);
  }

  /** A later measurement of the same onset takes the place of the earlier one. */
  #pick(pick: PickView): void {
    this.picks = [pick, ...this.picks.filter(({ pickId }) => pickId !== pick.pickId)].slice(0, 100);
  }

  #forget(beforeMs: number): void {
    for (const component of COMPONENTS) {
      const pieces = this.#pieces[component];
      while ((pieces[0]?.endMs ?? beforeMs) < beforeMs) pieces.shift();
    }
    this.#curves = this.#curves.filter(({ startMs }) => startMs >= beforeMs);
    this.triggers = this.triggers.filter(({ timeMs }) => timeMs >= beforeMs);
  }
}

/** Float32, little endian, base64. */
export function samplesOf(base64: string): Float32Array {
  const text = atob(base64);
  const bytes = new DataView(new ArrayBuffer(text.length));
  for (let i = 0; i < text.length; i += 1) bytes.setUint8(i, text.charCodeAt(i));
  return Float32Array.from({ length: text.length / 4 }, (_, i) => bytes.getFloat32(4 * i, true));
}
