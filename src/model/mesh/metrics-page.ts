import type { MetricProfile, MetricsApplication } from '#lib/merged-page.ts';

/** MetricsPage is where a sidecar shows metrics to whoever asks for them, in the text format of Prometheus. */
export interface MetricsPage {
  /** At the sidecar's address. */
  readonly port: number;
  readonly path: string;
  /** Nothing is shown that has never been counted. */
  readonly isUsedOnly: boolean;
  /** An expression (RE2) for the names, as Envoy has them, of what is shown of its own. */
  readonly filter?: string;
  /** Which of its own are shown; absent: all. */
  readonly profile?: MetricProfile;
  /** Applications whose metrics are shown beside its own. */
  readonly applications?: readonly MetricsApplication[];
  /** Present: only to those who show that they are of the mesh, whose identities begin with one of these. */
  readonly callers?: readonly string[];
}
