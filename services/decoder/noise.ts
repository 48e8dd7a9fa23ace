// How noisy the vertical is while nothing happens: running means over some twenty seconds.
import type { Component } from "./component.ts";

const WINDOW_S = 20;

export class Noise {
  #acceleration2 = 0;
  #displacement2 = 0;

  /** Hears the newest `count` samples; not to be called while a pick is growing. */
  push(vertical: Component, count: number): void {
    const from = vertical.count - count;
    const weight = this.#acceleration2 === 0 ? 1 : Math.min(1, count / vertical.rateHz / WINDOW_S);
    this.#acceleration2 += weight * (vertical.acceleration.rms(from, vertical.count) ** 2 - this.#acceleration2);
    this.#displacement2 += weight * (vertical.displacement.rms(from, vertical.count) ** 2 - this.#displacement2);
  }

  get accelerationMps2(): number {
    return Math.sqrt(this.#acceleration2);
  }

  get displacementM(): number {
    return Math.sqrt(this.#displacement2);
  }
}
