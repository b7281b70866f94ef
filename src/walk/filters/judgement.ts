import type { BackendUse, HttpRule } from '#model';
import type { SeenRequest } from '../request.ts';

/**
 * Judgement is what a filter does with a request, as far as the request alone tells.
 * - `passes`: it is let through.
 * - `answers`: it gets no further.
 * - `depends`: nobody can tell without sending it (`asks` are the backends that are asked).
 * - `shapes`: it is not judged; something is done with it, or with its answer.
 */
export type Judgement = { readonly why: string } & (
  | { readonly kind: 'passes' }
  | {
      readonly kind: 'answers';
      readonly status: number;
      /** What a call of gRPC ends with, where that does not follow from the status. */
      readonly grpcStatus?: number;
    }
  | { readonly kind: 'depends'; readonly asks?: readonly BackendUse[] }
  | { readonly kind: 'shapes' }
);

/** Judge says what a filter does with a request that a rule took; undefined where the rule does not use the filter. */
export type Judge = (rule: HttpRule, request: SeenRequest) => Judgement | undefined;

/** Perhaps is true, false, or (undefined) not to be told from a request alone. */
export type Perhaps = boolean | undefined;

/** allOf is whether all parts hold: a single false one decides, whatever is not known of the others. */
export function allOf(parts: readonly Perhaps[]): Perhaps {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}
