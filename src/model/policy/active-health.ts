import type { HeaderEdit } from '../http-edits.ts';
import type { HealthLog } from './health-log.ts';

/** ActiveHealth asks endpoints how they are. Times are in milliseconds. */
export interface ActiveHealth {
  readonly probe: HealthProbe;
  readonly timeout: number;
  readonly interval: number;
  readonly initialJitter?: number;
  /** Up to how much longer than the interval, as a time and in percent of it. */
  readonly intervalJitter?: number;
  readonly intervalJitterPercent?: number;
  /** While nobody has sent anything; absent: as often as otherwise. */
  readonly noTrafficInterval?: number;
  /** Whether the connection is kept between two questions; absent is yes. */
  readonly reusesConnection?: boolean;
  /** So many failures in a row make an endpoint unhealthy, whatever their sort; so many successes make it healthy. */
  readonly unhealthyThreshold: number;
  readonly healthyThreshold: number;
  /** Absent: where `healthLog` says. */
  readonly log?: HealthLog;
  /** Asked instead of the endpoint's own port. */
  readonly port?: number;
}

/** HealthPayload is text or bytes that are sent, or that an answer must hold. */
export type HealthPayload =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array };

/** HealthProbe is what is asked. */
export type HealthProbe =
  | {
      readonly kind: 'http';
      readonly host?: string;
      readonly path: string;
      readonly method?: string;
      readonly body?: HealthPayload;
      /** Headers of the question. */
      readonly headers?: HeaderEdit;
      /** What is well; absent is 200 alone. */
      readonly statuses: readonly number[];
      readonly answer?: HealthPayload;
    }
  | { readonly kind: 'tcp'; readonly send?: HealthPayload; readonly receive?: readonly HealthPayload[] }
  | { readonly kind: 'grpc'; readonly service?: string; readonly authority?: string };
