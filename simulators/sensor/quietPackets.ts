// Packets of sensors that feel nothing: bodies made once from seamless noise and shared by all sensors of a kind.
import { gainOf, type Loop, noiseLoop } from "./groundNoise.ts";
import { INSTRUMENTS, type InstrumentName } from "./instrument.ts";
import { type PacketGrid, ROUND } from "./packetGrid.ts";
import type { Body, Counts, PacketWriter } from "./packetWriter.ts";

/** Different noises; with 64 places to begin, 256 sensors sound different. */
export const LOOPS = 4;
const MOST_LEVELS = 64;

export interface QuietOptions {
  readonly instrument: InstrumentName;
  readonly rateHz: number;
  readonly grid: PacketGrid;
  readonly writer: PacketWriter;
}

export class QuietPackets {
  readonly #options: QuietOptions;
  readonly #loops: (Loop | undefined)[] = [];
  readonly #bodies: (Body | undefined)[] = [];

  constructor(options: QuietOptions) {
    this.#options = options;
  }

  bodyOf(level: number, loop: number, packet: number): Body {
    const place = packet % ROUND;
    const at = (Math.min(level, MOST_LEVELS - 1) * LOOPS + loop) * ROUND + place;
    const known = this.#bodies[at];
    if (known !== undefined) return known;
    const axes = this.samplesOf(level, loop, packet);
    const { countMps2 } = INSTRUMENTS[this.#options.instrument];
    const body = this.#options.writer.bodyOf(countsOf(axes, countMps2));
    this.#bodies[at] = body;
    return body;
  }

  /** The same noise in m/s², to be shaken. */
  samplesOf(level: number, loop: number, packet: number): [Float64Array, Float64Array, Float64Array] {
    const { grid } = this.#options;
    const place = packet % ROUND;
    const from = grid.firstOf(place);
    const count = grid.firstOf(place + 1) - from;
    const gain = gainOf(Math.min(level, MOST_LEVELS - 1));
    const [up, north, east] = this.#loop(loop);
    const cut = { from, count, gain };
    return [cutOf(up, cut), cutOf(north, cut), cutOf(east, cut)];
  }

  #loop(index: number): Loop {
    const { instrument, rateHz, grid } = this.#options;
    const loop = this.#loops[index] ?? noiseLoop({ instrument, rateHz, length: grid.samples, seed: index });
    this.#loops[index] = loop;
    return loop;
  }
}

function cutOf(axis: Float32Array, { from, count, gain }: { from: number; count: number; gain: number }): Float64Array {
  const cut = new Float64Array(count);
  for (let i = 0; i < count; i += 1) cut[i] = gain * (axis[from + i] as number);
  return cut;
}

export function countsOf(axes: readonly [Float64Array, Float64Array, Float64Array], countMps2: number): Counts {
  return [counted(axes[0], countMps2), counted(axes[1], countMps2), counted(axes[2], countMps2)];
}

function counted(axis: Float64Array, countMps2: number): Int32Array {
  const counts = new Int32Array(axis.length);
  for (let i = 0; i < counts.length; i += 1) counts[i] = Math.round((axis[i] as number) / countMps2);
  return counts;
}
