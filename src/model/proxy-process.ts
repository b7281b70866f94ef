import type { CommandLine } from '#lib/envoy-command-line.ts';
import type { Json } from '#lib/json.ts';
import type { JsonPatchOperation } from '#lib/json-patch.ts';
import type { ProxyMetrics } from '#lib/proxy-metrics.ts';
import type { BackendUse } from './backend-use.ts';
import type { TelemetryService } from './policy/listener/telemetry-service.ts';

/** ProxyProcess says how the process of a proxy is run: its settings at start, which cannot be changed later. */
export interface ProxyProcess<Receiver = TelemetryService> extends CommandLine {
  readonly bootstrap?: BootstrapEdit;
  readonly shutdown?: Shutdown;
  readonly metrics?: ProxyMetrics<Receiver>;
}

/** metricsReceivers lists the backends that a proxy sends its metrics to. */
export function metricsReceivers({ metrics }: ProxyProcess = {}): readonly BackendUse[] {
  return (metrics?.sinks ?? []).map(({ receiver }) => receiver.use);
}

/** withReceivers changes the receivers of a process's metrics. */
export function withReceivers<From, To>(
  { metrics, ...rest }: ProxyProcess<From>,
  change: (receiver: From) => To,
): ProxyProcess<To> {
  if (metrics === undefined) return rest;
  const { sinks, ...others } = metrics;
  const told = sinks?.map(sink => ({ ...sink, receiver: change(sink.receiver) }));
  return { ...rest, metrics: { ...others, ...(told === undefined ? {} : { sinks: told }) } };
}

/** Shutdown limits, in milliseconds, how long a proxy takes to end when a cluster stops it. */
export interface Shutdown {
  /** The most time for requests in flight. */
  readonly atMost?: number;
  /** The least time that it goes on, as some clients have not heard yet that it ends. */
  readonly atLeast?: number;
}

/** BootstrapEdit changes the configuration that a proxy starts with, in Envoy's own words. */
export type BootstrapEdit =
  | { readonly kind: 'merge' | 'replace'; readonly value: Json }
  | { readonly kind: 'patch'; readonly operations: readonly JsonPatchOperation[] };
