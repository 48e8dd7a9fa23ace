// Metrics of several processes, read from their /metrics pages and added up.
type Labels = Readonly<Record<string, string>>;

interface Series {
  readonly labels: Labels;
  readonly value: number;
}

export class Readings {
  readonly #byName = new Map<string, Series[]>();

  /** @param pages Prometheus text, one page a process */
  constructor(pages: readonly string[]) {
    for (const line of pages.flatMap((page) => page.split("\n"))) {
      const [, name, labels = "", value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === undefined) continue;
      const series = this.#byName.get(name) ?? [];
      this.#byName.set(name, series);
      series.push({ labels: labelsOf(labels), value: Number(value) });
    }
  }

  /** All series of this name with these labels together; 0 when there are none. */
  sum(name: string, labels: Labels = {}): number {
    return this.#of(name, labels).reduce((sum, { value }) => sum + value, 0);
  }

  /** The same, for each value of one label. */
  by(name: string, label: string, labels: Labels = {}): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const { labels: own, value } of this.#of(name, labels)) {
      const key = own[label] ?? "";
      sums[key] = (sums[key] ?? 0) + value;
    }
    return sums;
  }

  /** Of a histogram in seconds, between an earlier reading and this one, in ms, by interpolation in its buckets. */
  quantileMs(name: string, share: number, since?: Readings): number {
    const bounds = Object.entries(this.by(`${name}_bucket`, "le"))
      .map(([le, count]) => ({
        le: Number(le.replace("+Inf", "Infinity")),
        count: count - (since?.bucket(name, le) ?? 0),
      }))
      .sort((a, b) => a.le - b.le);
    const wanted = share * (bounds.at(-1)?.count ?? 0);
    let [lower, below] = [0, 0];
    for (const { le, count } of bounds) {
      if (count >= wanted && count > below) {
        return 1000 * (Number.isFinite(le) ? lower + ((le - lower) * (wanted - below)) / (count - below) : le);
      }
      [lower, below] = [le, count];
    }
    return Number.NaN;
  }

  bucket(name: string, le: string): number {
    return this.sum(`${name}_bucket`, { le });
  }

  #of(name: string, labels: Labels): Series[] {
    const wanted = Object.entries(labels);
    const own = this.#byName.get(name) ?? [];
    return own.filter((series) => wanted.every(([key, value]) => series.labels[key] === value));
  }
}

function labelsOf(text: string): Labels {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, value]) => [key, value ?? ""]),
  );
}
