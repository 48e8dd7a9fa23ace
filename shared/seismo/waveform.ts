// The last seconds of one signal: a ring that is addressed by the number of the sample since the beginning.
export class Waveform {
  readonly #ring: Float32Array;
  #count = 0;

  /** @param capacity samples that are remembered. */
  constructor(capacity: number) {
    this.#ring = new Float32Array(capacity);
  }

  /** Takes the first `count` samples. */
  push(samples: Float64Array, count: number): void {
    const size = this.#ring.length;
    for (let i = Math.max(0, count - size); i < count; i += 1) {
      this.#ring[(this.#count + i) % size] = samples[i] as number;
    }
    this.#count += count;
  }

  /** A copy of samples `from` to `to` (exclusive), as far as they are still remembered. */
  slice(from: number, to: number): Float64Array {
    const first = this.#clamp(from);
    const copy = new Float64Array(Math.max(0, this.#clamp(to) - first));
    for (let i = 0; i < copy.length; i += 1) copy[i] = this.#ring[(first + i) % this.#ring.length] as number;
    return copy;
  }

  /** Largest absolute value of samples `from` to `to` (exclusive); 0 when none of them is remembered. */
  peak(from: number, to: number): number {
    let peak = 0;
    const end = this.#clamp(to);
    for (let i = this.#clamp(from); i < end; i += 1) {
      peak = Math.max(peak, Math.abs(this.#ring[i % this.#ring.length] as number));
    }
    return peak;
  }

  /** Root mean square of samples `from` to `to` (exclusive); 0 when none of them is remembered. */
  rms(from: number, to: number): number {
    const first = this.#clamp(from);
    const end = this.#clamp(to);
    let sum = 0;
    for (let i = first; i < end; i += 1) sum += (this.#ring[i % this.#ring.length] as number) ** 2;
    return end > first ? Math.sqrt(sum / (end - first)) : 0;
  }

  #clamp(index: number): number {
    return Math.max(0, this.#count - this.#ring.length, Math.min(index, this.#count));
  }
}
