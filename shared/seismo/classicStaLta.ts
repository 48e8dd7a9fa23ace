// Classic STA/LTA: the ratio of the mean energies of the last short and the last long window.
import type { StaLtaWindows } from "./staLta.ts";

export class ClassicStaLta {
  readonly #staSamples: number;
  readonly #ltaSamples: number;
  /** Energies of the last long window, overwritten round and round. */
  readonly #energies: Float64Array;
  #count = 0;
  #sta = 0;
  #lta = 0;

  constructor(windows: StaLtaWindows) {
    this.#staSamples = windows.staSamples;
    this.#ltaSamples = windows.ltaSamples;
    this.#energies = new Float64Array(windows.ltaSamples);
  }

  /** Writes the ratio for each of the first `count` samples into `ratios`: 0 until the long window is full. */
  push(samples: Float64Array, ratios: Float64Array, count: number = samples.length): void {
    const size = this.#ltaSamples;
    for (let i = 0; i < count; i += 1) {
      const slot = this.#count % size;
      const energy = (samples[i] as number) ** 2;
      const leavesSta = this.#energies[(slot - this.#staSamples + size) % size] as number;
      this.#sta += energy - leavesSta;
      this.#lta += energy - (this.#energies[slot] as number);
      this.#energies[slot] = energy;
      this.#count += 1;
      if (slot === size - 1) this.#sumAnew();
      const isFull = this.#count >= size && this.#lta > 0;
      ratios[i] = isFull ? this.#sta / this.#staSamples / (this.#lta / size) : 0;
    }
  }

  /** Once a round, when the newest energy stands last: so that the running sums' rounding does not add up. */
  #sumAnew(): void {
    const sum = (energies: Float64Array) => energies.reduce((total, energy) => total + energy, 0);
    this.#lta = sum(this.#energies);
    this.#sta = sum(this.#energies.subarray(this.#ltaSamples - this.#staSamples));
  }
}
