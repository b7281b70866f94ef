import { isMap } from './fields.ts';
import type { MergedPage } from './merged-page.ts';

/**
 * The path at which the process that started an Envoy is asked to push metrics, and the header that says which and to whom
 * (`PushedMetrics`).
 */
export const pushedMetricsPath = '/push-metrics';
export const pushedMetricsHeader = 'x-fairlead-push';

/** The gRPC method that receives OpenTelemetry's metrics, as an HTTP path. */
export const exportMetricsPath = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';

/**
 * PushedMetrics describes what a collector is sent. Like a `MergedPage`, it comes along with each request to send it, so that the
 * sender needs no other configuration, and need not learn of edits.
 */
export interface PushedMetrics {
  readonly page: MergedPage;
  /** The unix socket, in Envoy's folder, at which Envoy forwards requests to the collector. */
  readonly socket: string;
  /** What the metrics describe, as attributes of OpenTelemetry's resource. */
  readonly resource: Readonly<Record<string, string>>;
}

/** writePushedMetrics encodes a description as the value of a header. */
export function writePushedMetrics(pushed: PushedMetrics): string {
  return Buffer.from(JSON.stringify(pushed)).toString('base64url');
}

/** readPushedMetrics decodes it; undefined where the text is none. */
export function readPushedMetrics(text: string): PushedMetrics | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    // Only the proxy's own listener can send one, so its contents need no validation.
    return isMap(read) && isMap(read.page) && typeof read.socket === 'string'
      ? (read as unknown as PushedMetrics)
      : undefined;
  } catch {
    return undefined;
  }
}
