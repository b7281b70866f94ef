import type { HeaderEdit } from '../http-edits.ts';
import type { HealthLog } from './health-log.ts';

/** ActiveHealth probes endpoints. Times are in milliseconds. */
export interface ActiveHealth {
  readonly probe: HealthProbe;
  readonly timeout: number;
  readonly interval: number;
  readonly initialJitter?: number;
  /** The most that is added to the interval at random, as a time and in percent of it. */
  readonly intervalJitter?: number;
  readonly intervalJitterPercent?: number;
  /** The interval while the cluster has no traffic; absent: `interval`. */
  readonly noTrafficInterval?: number;
  /** Whether the connection is kept between two probes; absent is yes. */
  readonly reusesConnection?: boolean;
  /** So many failures in a row, of any kind, make an endpoint unhealthy; so many successes make it healthy. */
  readonly unhealthyThreshold: number;
  readonly healthyThreshold: number;
  /** Absent: the backend's `healthLog` applies. */
  readonly log?: HealthLog;
  /** The port that is probed instead of the endpoint's own. */
  readonly port?: number;
}

/** HealthPayload is text or bytes to send, or that an answer must contain. */
export type HealthPayload =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array };

/** HealthProbe is what is sent, and which answer counts as healthy. */
export type HealthProbe =
  | {
      readonly kind: 'http';
      readonly host?: string;
      readonly path: string;
      readonly method?: string;
      readonly body?: HealthPayload;
      /** Headers of the probe. */
      readonly headers?: HeaderEdit;
      /** Statuses that count as healthy; empty is 200 alone. */
      readonly statuses: readonly number[];
      readonly answer?: HealthPayload;
    }
  | { readonly kind: 'tcp'; readonly send?: HealthPayload; readonly receive?: readonly HealthPayload[] }
  | { readonly kind: 'grpc'; readonly service?: string; readonly authority?: string };
