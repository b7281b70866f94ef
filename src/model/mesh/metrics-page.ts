import type { AddressCategory } from '#lib/ip-address.ts';
import type { MetricProfile, MetricsApplication } from '#lib/merged-page.ts';
import type { TelemetryService } from '../policy/listener/telemetry-service.ts';

/** ChosenMetrics says which metrics of a sidecar, and of the applications beside it, are shown. */
export interface ChosenMetrics {
  /** Metrics that were never counted are left out. */
  readonly isUsedOnly: boolean;
  /** A regular expression (RE2) for the names, as Envoy has them, of the sidecar's own metrics that are shown. */
  readonly filter?: string;
  /** Which of the sidecar's own metrics are shown; absent: all. */
  readonly profile?: MetricProfile;
  /** Applications whose metrics are shown as well. */
  readonly applications?: readonly MetricsApplication[];
  /** Categories of addresses at which no application is asked, whatever its name resolves to. */
  readonly refused?: readonly AddressCategory[];
}

/** MetricsPage is where a sidecar serves its metrics, in the text format of Prometheus. */
export interface MetricsPage extends ChosenMetrics {
  /** The port, at the sidecar's address. */
  readonly port: number;
  readonly path: string;
  /** Present: only members of the mesh may read it, by mutual TLS; their identities begin with one of these. */
  readonly callers?: readonly string[];
}

/** MetricsPush sends a sidecar's metrics to a collector at an interval, in OpenTelemetry's protocol. */
export interface MetricsPush extends ChosenMetrics {
  readonly collector: TelemetryService;
  /** Milliseconds. */
  readonly interval: number;
  /** What the metrics describe, as attributes of OpenTelemetry's resource. */
  readonly resource: Readonly<Record<string, string>>;
}
