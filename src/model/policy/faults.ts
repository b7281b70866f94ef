import type { CallerCondition } from '../caller-condition.ts';

/** Faults are made on purpose, for a share of requests: answered late (milliseconds), or not by a backend at all, or slowly. */
export interface Faults extends Fault {
  /** Further ones, each made by itself. */
  readonly also?: readonly Fault[];
  /** So many are made at once at most; absent: any number. */
  readonly most?: number;
}

/** Fault is one of them. */
export interface Fault {
  readonly delay?: { readonly time: number; readonly percent: number };
  readonly abort?: { readonly kind: 'http' | 'grpc'; readonly status: number; readonly percent: number };
  /** Bytes a second of the answers. */
  readonly answers?: { readonly rate: number; readonly percent: number };
  /** For whom it is made: all of these hold; absent: for everybody. */
  readonly callers?: readonly CallerCondition[];
}
