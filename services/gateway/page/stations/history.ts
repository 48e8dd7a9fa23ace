// How latency and noise of a station went in the last ten minutes, kept in this page: also while another station is looked at.
export interface Point {
  readonly atMs: number;
  readonly value: number;
}

const KEPT_MS = 600_000;
const MOST_STATIONS = 50;

export class History {
  readonly #series = new Map<string, Point[]>();

  note(name: string, atMs: number, value: number): void {
    const points = this.#series.get(name) ?? [];
    if (points.at(-1)?.atMs === atMs) return;
    points.push({ atMs, value });
    while ((points[0]?.atMs ?? atMs) < atMs - KEPT_MS) points.shift();
    this.#series.delete(name);
    this.#series.set(name, points);
    const [oldest] = this.#series.keys();
    if (this.#series.size > 2 * MOST_STATIONS && oldest !== undefined) this.#series.delete(oldest);
  }

  of(name: string): readonly Point[] {
    return this.#series.get(name) ?? [];
  }
}

/** As long as the page is open. */
export const history = new History();
