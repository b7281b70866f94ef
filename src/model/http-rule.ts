import { type BackendUse, withMembers } from './backend-use.ts';
import { type Forwarding, usesOf } from './forwarding.ts';
import type { HeaderEdit, PathEdit } from './http-edits.ts';
import type { HttpMatch } from './http-match.ts';
import type { Hashing } from './policy/hashing.ts';
import type { Retries } from './policy/retries.ts';
import type { FilterFacets } from './policy/route-facets.ts';
import type { Upgrades } from './policy/upgrades.ts';

/** HttpAction is what happens to a request that matched. */
export type HttpAction =
  | {
      readonly kind: 'forward';
      readonly forwarding: Forwarding;
      /** What the share of an invalid destination is answered with; absent is 500. */
      readonly failure?: 503;
      readonly hostname?: string;
      readonly path?: PathEdit;
      /** Milliseconds for the whole request, as its author wrote; 0 is no limit. */
      readonly timeout?: number;
      /** What holds where nobody wrote a timeout; absent is Envoy's default (15 s). */
      readonly defaultTimeout?: number;
      /** Milliseconds for which nothing was sent; 0 is no limit; absent is as long as `timeout`, and five minutes at least. */
      readonly idleTimeout?: number;
      readonly retries?: Retries;
      /** What is hashed where the backend keeps what hashes alike with one endpoint. */
      readonly hashing?: Hashing;
      /** Absent: websocket alone. */
      readonly upgrades?: Upgrades;
    }
  | {
      readonly kind: 'redirect';
      readonly status: number;
      readonly scheme?: string;
      readonly hostname?: string;
      readonly port?: number;
      readonly path?: PathEdit;
    }
  | { readonly kind: 'respond'; readonly status: number };

/** HttpRule is a rule of a route, in the order in which it was written. */
export interface HttpRule extends FilterFacets {
  readonly name?: string;
  readonly matches: readonly HttpMatch[];
  readonly action: HttpAction;
  readonly requestHeaders?: HeaderEdit;
  readonly responseHeaders?: HeaderEdit;
  /** Backends that are asked before a request is forwarded (who may pass, what to change of it). */
  readonly calls?: readonly BackendUse[];
}

/** usesOfRule lists the backends that serving a rule needs. */
export function usesOfRule({ action, calls = [] }: HttpRule): readonly BackendUse[] {
  const called = calls.flatMap(withMembers);
  return action.kind === 'forward' ? [...usesOf(action.forwarding), ...called] : called;
}
