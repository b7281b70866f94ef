import type { AddressCategory } from '#lib/ip-address.ts';
import type { MetricProfile, MetricsApplication } from '#lib/merged-page.ts';
import type { TelemetryService } from '../policy/listener/telemetry-service.ts';

/** ChosenMetrics is which metrics of a sidecar, and of who runs beside it, somebody sees. */
export interface ChosenMetrics {
  /** Nothing is shown that has never been counted. */
  readonly isUsedOnly: boolean;
  /** An expression (RE2) for the names, as Envoy has them, of what is shown of its own. */
  readonly filter?: string;
  /** Which of its own are shown; absent: all. */
  readonly profile?: MetricProfile;
  /** Applications whose metrics are shown beside its own. */
  readonly applications?: readonly MetricsApplication[];
  /** Where none of them is asked, whatever its name leads to. */
  readonly refused?: readonly AddressCategory[];
}

/** MetricsPage is where a sidecar shows metrics to whoever asks for them, in the text format of Prometheus. */
export interface MetricsPage extends ChosenMetrics {
  /** At the sidecar's address. */
  readonly port: number;
  readonly path: string;
  /** Present: only to those who show that they are of the mesh, whose identities begin with one of these. */
  readonly callers?: readonly string[];
}

/** MetricsPush is whom a sidecar tells its metrics again and again, in OpenTelemetry's protocol. */
export interface MetricsPush extends ChosenMetrics {
  readonly collector: TelemetryService;
  /** ms */
  readonly interval: number;
  /** What the metrics are of, as attributes of OpenTelemetry's resource. */
  readonly resource: Readonly<Record<string, string>>;
}
