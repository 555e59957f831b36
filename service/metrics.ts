import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What a figure is called and says. A name ends with its unit, and with `_total` where it only grows.
 *  Source: Prometheus, "Metric and label naming". */
export interface Figure<Label extends string = never> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

export interface Reading<Label extends string = never> {
  readonly value: number;
  readonly labels?: Readonly<Record<Label, string>>;
}

/** The figures of one process, in Prometheus' text format. */
export interface Metrics {
  /** A figure that its owner keeps: it is read whenever somebody asks. */
  read<Label extends string = never>(
    figure: Figure<Label>,
    readings: () => readonly Reading<Label>[],
  ): void;
  /**
   * A latency, as a histogram in seconds. Call what this returns with each time that was measured.
   * @param boundsMs upper bounds of the buckets: the promised times must be among them, so that a promise can be read off
   */
  latency<Label extends string = never>(
    figure: Figure<Label>,
    boundsMs: readonly number[],
  ): (tookMs: number, labels?: Readonly<Record<Label, string>>) => void;
  readonly contentType: string;
  readonly text: () => Promise<string>;
}

export function openMetrics(): Metrics {
  const registry = new Registry();
  const metrics: Metrics = {
    read(figure, readings) {
      const options = { ...described(figure), registers: [] };
      registry.registerMetric(
        figure.name.endsWith('_total')
          ? new Counter({
              ...options,
              collect() {
                this.reset();
                for (const { value, labels } of readings()) this.inc({ ...labels }, value);
              },
            })
          : new Gauge({
              ...options,
              collect() {
                // A device that is gone has no figures.
                this.reset();
                for (const { value, labels } of readings()) this.set({ ...labels }, value);
              },
            }),
      );
    },
    latency(figure, boundsMs) {
      const histogram = new Histogram({
        ...described(figure),
        buckets: boundsMs.map((boundMs) => boundMs / 1000),
        registers: [registry],
      });
      return (tookMs, labels) => histogram.observe({ ...labels }, Math.max(0, tookMs) / 1000);
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
  metrics.read(
    { name: 'process_resident_memory_bytes', help: 'Resident memory size in bytes' },
    () => [{ value: process.memoryUsage.rss() }],
  );
  metrics.read(
    { name: 'process_cpu_seconds_total', help: 'User and system CPU time in seconds' },
    () => {
      const { user, system } = process.cpuUsage();
      return [{ value: (user + system) / 1e6 }];
    },
  );
  return metrics;
}

function described<Label extends string>({
  name,
  help,
  labels = [],
}: Figure<Label>): {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
} {
  return { name, help, labelNames: [...labels] };
}
