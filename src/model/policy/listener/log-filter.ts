import type { HeaderCondition } from '../../header-condition.ts';

/** LogFilter is which requests are recorded. Durations are in milliseconds, shares in percent. */
export type LogFilter =
  | {
      readonly kind: 'status' | 'duration';
      readonly is: 'equal' | 'at-least' | 'at-most';
      readonly value: number;
    }
  /** The proxy did not answer it as a question for its own health; whoever asks for it is traced. */
  | { readonly kind: 'no-health-check' | 'traced' }
  | { readonly kind: 'header'; readonly condition: HeaderCondition }
  /** Envoy's response flags; none is any of them. */
  | { readonly kind: 'flags'; readonly flags: readonly string[] }
  /** Statuses of gRPC by their numbers: these, or all others. */
  | { readonly kind: 'grpc'; readonly statuses: readonly number[]; readonly isOthers: boolean }
  /** An expression in CEL. */
  | { readonly kind: 'expression'; readonly expression: string }
  | { readonly kind: 'share'; readonly percent: number; readonly key: string; readonly isPerRequest: boolean }
  | { readonly kind: 'all' | 'any'; readonly of: readonly LogFilter[] };
