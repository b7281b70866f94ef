import { isMap } from './fields.ts';
import type { MergedPage } from './merged-page.ts';

/** Where who started an Envoy is asked to push metrics, and the header that says which and to whom (`PushedMetrics`). */
export const pushedMetricsPath = '/push-metrics';
export const pushedMetricsHeader = 'x-fairlead-push';

/** The method of OpenTelemetry's metrics, which is a path of HTTP. */
export const exportMetricsPath = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';

/**
 * PushedMetrics is what a collector is sent. It comes along with each request to send it, as a page does (`MergedPage`): so whoever
 * sends it needs to be told nothing else, and of an edit nothing has to be heard.
 */
export interface PushedMetrics {
  readonly page: MergedPage;
  /** The unix socket, in the folder of the Envoy, at which that passes on what is for the collector. */
  readonly socket: string;
  /** What the metrics are of, as attributes of OpenTelemetry's resource. */
  readonly resource: Readonly<Record<string, string>>;
}

/** writePushedMetrics makes a text of it that can be a header. */
export function writePushedMetrics(pushed: PushedMetrics): string {
  return Buffer.from(JSON.stringify(pushed)).toString('base64url');
}

/** readPushedMetrics reads it; undefined where it is none. */
export function readPushedMetrics(text: string): PushedMetrics | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    // Nobody but the proxy's own listener can send one: it is as it was written.
    return isMap(read) && isMap(read.page) && typeof read.socket === 'string'
      ? (read as unknown as PushedMetrics)
      : undefined;
  } catch {
    return undefined;
  }
}
