import { Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

interface Reading {
  labels: Record<string, string>;
  value: number;
}

/** A number, or one for each set of labels, that is read each time the metrics are asked for; NaN when it cannot be. */
export interface GaugeSource {
  name: string;
  help: string;
  /** The names of the labels, if it has any. */
  labels?: string[];
  read(): Promise<number | Reading[]>;
}

export interface Metrics {
  /** @param seconds from the request's arrival to its end */
  observeRequest(method: string, route: string, status: number, seconds: number): void;
  /**
   * Measures the process, too: memory, processor, garbage collections. Once in a process: who watches its collections is
   * held, with all of these metrics, until it ends.
   */
  watchProcess(): void;
  contentType: string;
  /** The Prometheus text format. */
  text(): Promise<string>;
}

export const createMetrics = (service: string, gauges: GaugeSource[] = []): Metrics => {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  for (const { name, help, labels = [], read } of gauges) {
    new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [registry],
      async collect() {
        const readings = await read().catch(() => NaN);
        this.reset();
        if (typeof readings === 'number') this.set(readings);
        else for (const { labels: values, value } of readings) this.set(values, value);
      },
    });
  }
  return {
    observeRequest: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    watchProcess: () => collectDefaultMetrics({ register: registry }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
};
