import type { CallerCondition } from '../caller-condition.ts';

/**
 * Faults are injected on purpose into a share of requests: a delay (milliseconds), an answer without any backend, or a slow
 * answer.
 */
export interface Faults extends Fault {
  /** Further faults, each injected independently. */
  readonly also?: readonly Fault[];
  /** The most that are active at once; absent: any number. */
  readonly most?: number;
}

/** Fault is one fault. */
export interface Fault {
  readonly delay?: { readonly time: number; readonly percent: number };
  readonly abort?: { readonly kind: 'http' | 'grpc'; readonly status: number; readonly percent: number };
  /** Limits the bytes a second of answers. */
  readonly answers?: { readonly rate: number; readonly percent: number };
  /** Only callers for which all of these hold; absent: all callers. */
  readonly callers?: readonly CallerCondition[];
  /** Not callers for which all conditions of one of these groups hold. */
  readonly butFor?: readonly (readonly CallerCondition[])[];
}
