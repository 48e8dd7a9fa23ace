// What follows a P that was told: for a minute a trigger is its coda unless everything speaks for another earthquake.
import type { Component } from "./component.ts";
import type { Onset } from "./onset.ts";
import { mayBePByAmplitude } from "./phase.ts";

/** A trigger this soon after P is S or coda. */
const CODA_S = 60;
/** A first trigger is P if more speaks for it than against it; in the coda of another it must look like one. */
const FIRST_P = 0.5;
const SECOND_P = 0.6;

export class Coda {
  #lastP: { readonly timeMs: number; readonly hasS: boolean } | undefined;
  #largestPa = 0;
  /** What is heard until then is no noise. */
  #untilMs = Number.NEGATIVE_INFINITY;

  /** A P was told less than a minute before. */
  isIn(timeMs: number): boolean {
    return this.#lastP !== undefined && timeMs - this.#lastP.timeMs <= CODA_S * 1000;
  }

  /** Nothing was told for a minute. */
  isQuietAt(timeMs: number): boolean {
    return timeMs > this.#untilMs;
  }

  hear(paMps2: number): void {
    this.#largestPa = Math.max(this.#largestPa, paMps2);
  }

  /** P, S, or nothing worth telling: a later phase in the coda of a P that was told. */
  phaseOf(
    onset: Onset,
    probability: number,
    { vertical, horizontals }: { readonly vertical: Component; readonly horizontals: readonly Component[] },
  ): "P" | "S" | undefined {
    const onsetMs = vertical.timeOf(onset.index);
    if (!this.isIn(onsetMs)) return probability >= FIRST_P ? "P" : "S";
    const isLarge = vertical.acceleration.peak(onset.index, vertical.count) > this.#largestPa / 2;
    if (!isLarge) return undefined;
    if (probability >= SECOND_P && mayBePByAmplitude(vertical, horizontals, onsetMs)) return "P";
    return this.#lastP?.hasS ? undefined : "S";
  }

  told(phase: "P" | "S", timeMs: number): void {
    this.#lastP = phase === "P" ? { timeMs, hasS: false } : this.#lastP && { ...this.#lastP, hasS: true };
    this.#largestPa = 0;
    this.#untilMs = timeMs + CODA_S * 1000;
  }

  /** What was told was none, or its time means nothing any more. */
  forget(): void {
    this.#lastP = undefined;
    this.#untilMs = Number.NEGATIVE_INFINITY;
  }
}
