import type { CommandLine } from '#lib/envoy-command-line.ts';
import type { Json } from '#lib/json.ts';
import type { JsonPatchOperation } from '#lib/json-patch.ts';
import type { ProxyMetrics } from '#lib/proxy-metrics.ts';
import type { BackendUse } from './backend-use.ts';
import type { TelemetryService } from './policy/listener/telemetry-service.ts';

/** ProxyProcess is how the process of a proxy is run: what it starts with, and cannot be told later. */
export interface ProxyProcess<Receiver = TelemetryService> extends CommandLine {
  readonly bootstrap?: BootstrapEdit;
  readonly shutdown?: Shutdown;
  readonly metrics?: ProxyMetrics<Receiver>;
}

/** metricsReceivers lists the backends that are told what a proxy counts. */
export function metricsReceivers({ metrics }: ProxyProcess = {}): readonly BackendUse[] {
  return (metrics?.sinks ?? []).map(({ receiver }) => receiver.use);
}

/** withReceivers is a process that names who is told in another way. */
export function withReceivers<From, To>(
  { metrics, ...rest }: ProxyProcess<From>,
  change: (receiver: From) => To,
): ProxyProcess<To> {
  if (metrics === undefined) return rest;
  const { sinks, ...others } = metrics;
  const told = sinks?.map(sink => ({ ...sink, receiver: change(sink.receiver) }));
  return { ...rest, metrics: { ...others, ...(told === undefined ? {} : { sinks: told }) } };
}

/** Shutdown bounds how a proxy ends, in ms, where a cluster ends it. */
export interface Shutdown {
  /** What is in flight may take as long as this. */
  readonly atMost?: number;
  /** So long it goes on in any case, as some have not heard yet that it goes. */
  readonly atLeast?: number;
}

/** BootstrapEdit changes the configuration that a proxy starts with, in Envoy's own words. */
export type BootstrapEdit =
  | { readonly kind: 'merge' | 'replace'; readonly value: Json }
  | { readonly kind: 'patch'; readonly operations: readonly JsonPatchOperation[] };
