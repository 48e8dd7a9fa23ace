// Metrics in Prometheus form: one registry a process, names made once, got again by name.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

type Labels = Readonly<Record<string, string>>;

export interface Metrics {
  /** Adds to a counter; `name` ends in `_total`. */
  count(name: string, help: string, labels?: Labels, by?: number): void;
  gauge(name: string, help: string, value: number, labels?: Labels): void;
  /** Observes seconds in a histogram whose buckets reach from 1 ms to 30 s. */
  observeS(name: string, help: string, seconds: number, labels?: Labels): void;
  /** The current value of a counter or gauge, 0 when it was never touched; for health pages and tests. */
  valueOf(name: string, labels?: Labels): Promise<number>;
  text(): Promise<string>;
}

const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(options: { readonly defaults?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.defaults) collectDefaultMetrics({ register: registry });
  const labelNamesOf = (labels: Labels) => Object.keys(labels);
  const found = <M>(name: string, make: () => M): M => (registry.getSingleMetric(name) as M | undefined) ?? make();

  return {
    count(name, help, labels = {}, by = 1) {
      found(name, () => new Counter({ name, help, labelNames: labelNamesOf(labels), registers: [registry] })).inc(
        labels,
        by,
      );
    },
    gauge(name, help, value, labels = {}) {
      found(name, () => new Gauge({ name, help, labelNames: labelNamesOf(labels), registers: [registry] })).set(
        labels,
        value,
      );
    },
    observeS(name, help, seconds, labels = {}) {
      const make = () =>
        new Histogram({ name, help, labelNames: labelNamesOf(labels), buckets: BUCKETS_S, registers: [registry] });
      found(name, make).observe(labels, seconds);
    },
    async valueOf(name, labels = {}) {
      const metric = await registry.getSingleMetric(name)?.get();
      const matches = (value: { labels: object }) =>
        Object.entries(labels).every(([key, wanted]) => Reflect.get(value.labels, key) === wanted);
      return (metric?.values ?? []).filter(matches).reduce((sum, value) => sum + value.value, 0);
    },
    text: () => registry.metrics(),
  };
}
