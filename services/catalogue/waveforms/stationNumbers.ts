// A small number for every station of every world that is in the ring; those of stations that left it are given again.

/** So many segments are dropped between two looks for stations that left. */
const TIDY_EVERY = 30;

interface Numbered {
  readonly number: number;
  /** Number of the last segment that holds a packet of it. */
  segment: number;
}

export class StationNumbers {
  readonly #byKey = new Map<string, Numbered>();
  readonly #free: number[] = [];
  #drops = 0;

  of(key: string): number | undefined {
    return this.#byKey.get(key)?.number;
  }

  /** The number of a station that has a packet in this segment. */
  take(key: string, segment: number): number {
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      known.segment = segment;
      return known.number;
    }
    const number = this.#free.pop() ?? this.#byKey.size;
    this.#byKey.set(key, { number, segment });
    return number;
  }

  /** Segments before this one are gone. */
  forgetBefore(segment: number): void {
    this.#drops += 1;
    if (this.#drops % TIDY_EVERY !== 0) return;
    for (const [key, numbered] of this.#byKey) {
      if (numbered.segment >= segment) continue;
      this.#byKey.delete(key);
      this.#free.push(numbered.number);
    }
  }
}
