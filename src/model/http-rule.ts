import type { ResourceKey } from '#lib/resource-ref.ts';
import { type BackendUse, withMembers } from './backend-use.ts';
import { type Forwarding, usesOf } from './forwarding.ts';
import type { HeaderEdit, HostEdit, PathEdit } from './http-edits.ts';
import type { HttpMatch } from './http-match.ts';
import type { InjectedCredential } from './injected-credential.ts';
import type { Hashing } from './policy/hashing.ts';
import type { InternalRedirects } from './policy/internal-redirects.ts';
import type { Owned } from './policy/owned.ts';
import type { Retries } from './policy/retries.ts';
import { type FilterFacets, secretsOf } from './policy/route-facets.ts';
import type { RouteStatistics } from './policy/route-statistics.ts';
import type { RouteTimeouts } from './policy/route-timeouts.ts';
import type { Traces } from './policy/traces.ts';
import type { Upgrades } from './policy/upgrades.ts';

/** HttpAction is what happens to a request that matched. */
export type HttpAction =
  | {
      readonly kind: 'forward';
      readonly forwarding: Forwarding;
      /** What the share of an invalid destination is answered with; absent is 500. */
      readonly failure?: 503;
      readonly host?: HostEdit;
      readonly path?: PathEdit;
      /** Milliseconds for the whole request, as its author wrote; 0 is no limit. */
      readonly timeout?: number;
      /** What holds where nobody wrote a timeout; absent is Envoy's default (15 s). */
      readonly defaultTimeout?: number;
      /** Milliseconds for which nothing was sent; 0 is no limit; absent is as long as `timeout`, and an hour at least; five minutes where there is none. */
      readonly idleTimeout?: number;
      /** As in RouteTimeouts. */
      readonly longest?: Pick<RouteTimeouts, 'stream' | 'ofCaller'>;
      readonly internalRedirects?: InternalRedirects;
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
      readonly path?: Exclude<PathEdit, { kind: 'pattern' }>;
    }
  | {
      /** What its author wrote to be answered, without any backend. */
      readonly kind: 'answer';
      readonly status: number;
      /** Envoy's command operators (`%REQ(X-ID)%`) stand for what they say. */
      readonly body: string;
      readonly headers?: HeaderEdit;
    }
  | {
      /** What is answered because nothing else can be done. */
      readonly kind: 'respond';
      readonly status: number;
      /** Where requests would go, were that usable: it stays known who refers to it. */
      readonly meant?: readonly BackendUse[];
    };

/** HttpRule is a rule of a route, in the order in which it was written. */
export interface HttpRule extends FilterFacets {
  readonly name?: string;
  /** Of a route whose rules are each for a host, for which; left out: for all of them. */
  readonly host?: string;
  /** It has what no other rule takes, of whichever route. */
  readonly isLastResort?: true;
  readonly matches: readonly HttpMatch[];
  readonly action: HttpAction;
  readonly requestHeaders?: HeaderEdit;
  readonly responseHeaders?: HeaderEdit;
  /** What backends are told of who asks. */
  readonly credentials?: readonly Owned<InjectedCredential>[];
  /** Policies that its author names for it alone, the first before the others. */
  readonly policies?: readonly ResourceKey[];
  readonly statistics?: RouteStatistics;
  readonly traces?: Traces;
  /** Backends that are asked before a request is forwarded (who may pass, what to change of it). */
  readonly calls?: readonly BackendUse[];
}

/** usesOfRule lists the backends that a rule names. */
export function usesOfRule({ action, calls = [] }: HttpRule): readonly BackendUse[] {
  const called = calls.flatMap(withMembers);
  switch (action.kind) {
    case 'forward':
      return [...usesOf(action.forwarding), ...called];
    case 'respond':
      return [...(action.meant ?? []), ...called];
    case 'redirect':
    case 'answer':
      return called;
  }
}

/** credentialsOf lists what any backend of a rule is told of who asks. */
export function credentialsOf({ action, credentials = [] }: HttpRule): readonly Owned<InjectedCredential>[] {
  if (action.kind !== 'forward') return credentials;
  const { destinations } = action.forwarding;
  return [
    ...credentials,
    ...destinations.flatMap(d => (d.kind === 'backend' ? (d.edits?.credentials ?? []) : [])),
  ];
}

/** secretsOfRule names the secrets that the filters of a rule are set up with. */
export function secretsOfRule(rule: HttpRule): readonly ResourceKey[] {
  return [...secretsOf(rule), ...credentialsOf(rule).map(({ value }) => value.secret)];
}
