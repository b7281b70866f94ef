import type { Faults } from '#model';
import type { BackendTrafficPolicy, TrafficPolicy } from '#resources';
import { given } from './given.ts';

type Written = NonNullable<(BackendTrafficPolicy | TrafficPolicy)['spec']['faultInjection']>;

/** delayAndAbort reads which share of requests is delayed, and which is answered without a backend. */
export function delayAndAbort({ delay, abort }: Written): Pick<Faults, 'delay' | 'abort'> {
  return given({
    delay: delay && { time: delay.fixedDelay, percent: delay.percentage },
    abort: abort && {
      ...(abort.httpStatus === undefined
        ? { kind: 'grpc' as const, status: abort.grpcStatus ?? 0 }
        : { kind: 'http' as const, status: abort.httpStatus }),
      percent: abort.percentage,
    },
  });
}
