/** Faults are made on purpose, for a share of requests: answered late (milliseconds), or not by a backend at all. */
export interface Faults {
  readonly delay?: { readonly time: number; readonly percent: number };
  readonly abort?: { readonly kind: 'http' | 'grpc'; readonly status: number; readonly percent: number };
}
