import type { HeaderCondition } from '../../header-condition.ts';

/** LogFilter says which requests are logged. Durations are in milliseconds, shares in percent. */
export type LogFilter =
  | {
      readonly kind: 'status' | 'duration';
      readonly is: 'equal' | 'at-least' | 'at-most';
      readonly value: number;
    }
  /** `no-health-check`: the request is not a health check that the proxy answered itself. `traced`: the request is traced. */
  | { readonly kind: 'no-health-check' | 'traced' }
  | { readonly kind: 'header'; readonly condition: HeaderCondition }
  /** Envoy's response flags, one of which must be set; empty: any flag. */
  | { readonly kind: 'flags'; readonly flags: readonly string[] }
  /** gRPC statuses by number: these, or (`isOthers`) all others. */
  | { readonly kind: 'grpc'; readonly statuses: readonly number[]; readonly isOthers: boolean }
  /** An expression in CEL. */
  | { readonly kind: 'expression'; readonly expression: string }
  | { readonly kind: 'share'; readonly percent: number; readonly key: string; readonly isPerRequest: boolean }
  | { readonly kind: 'all' | 'any'; readonly of: readonly LogFilter[] };
