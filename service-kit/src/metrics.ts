import { Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** A number that is read each time the metrics are asked for; NaN when it cannot be. */
export interface GaugeSource {
  name: string;
  help: string;
  read(): Promise<number>;
}

export interface Metrics {
  /** @param seconds from the request's arrival to its end */
  observeRequest(method: string, route: string, status: number, seconds: number): void;
  contentType: string;
  /** The Prometheus text format. */
  text(): Promise<string>;
}

export const createMetrics = (service: string, gauges: GaugeSource[] = []): Metrics => {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  for (const { name, help, read } of gauges) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await read().catch(() => NaN));
      },
    });
  }
  return {
    observeRequest: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
};
