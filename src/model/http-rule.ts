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
      /** The status for the share of an invalid destination; absent is 500. */
      readonly failure?: 503;
      readonly host?: HostEdit;
      readonly path?: PathEdit;
      /** Milliseconds for the whole request, as its author wrote; 0 is no limit. */
      readonly timeout?: number;
      /** The timeout where nobody wrote one; absent is Envoy's default (15 s). */
      readonly defaultTimeout?: number;
      /**
       * Milliseconds without a byte either way; 0 is no limit. Absent: as long as the timeout (0: no limit), but at least an
       * hour; five minutes where neither timeout is given.
       */
      readonly idleTimeout?: number;
      /** As in RouteTimeouts. */
      readonly longest?: Pick<RouteTimeouts, 'stream' | 'ofCaller'>;
      readonly internalRedirects?: InternalRedirects;
      readonly retries?: Retries;
      /** What is hashed, where the backend's load balancer keeps equal hashes at one endpoint. */
      readonly hashing?: Hashing;
      /** Absent: websocket only. */
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
      /** A response that the author wrote, without any backend. */
      readonly kind: 'answer';
      readonly status: number;
      /** Envoy's command operators (`%REQ(X-ID)%`) are expanded. */
      readonly body: string;
      readonly headers?: HeaderEdit;
    }
  | {
      /** The response where nothing else can be done. */
      readonly kind: 'respond';
      readonly status: number;
      /** Where requests would go, were that usable: so it stays known what refers to the backends. */
      readonly meant?: readonly BackendUse[];
    };

/** HttpRule is one rule of a route. A route keeps its rules in the order in which they were written. */
export interface HttpRule extends FilterFacets {
  readonly name?: string;
  /** In a route whose rules are each for one host: that host. Absent: all hosts of the route. */
  readonly host?: string;
  /** It takes only what no other rule takes, of any route. */
  readonly isLastResort?: true;
  readonly matches: readonly HttpMatch[];
  readonly action: HttpAction;
  readonly requestHeaders?: HeaderEdit;
  readonly responseHeaders?: HeaderEdit;
  /** Credentials that backends are sent. */
  readonly credentials?: readonly Owned<InjectedCredential>[];
  /** Policies that the author names for this rule alone, the first before the others. */
  readonly policies?: readonly ResourceKey[];
  readonly statistics?: RouteStatistics;
  readonly traces?: Traces;
  /** Backends that are called before a request is forwarded (to decide whether it may pass, or to change it). */
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

/** credentialsOf lists the credentials that any backend of a rule is sent. */
export function credentialsOf({ action, credentials = [] }: HttpRule): readonly Owned<InjectedCredential>[] {
  if (action.kind !== 'forward') return credentials;
  const { destinations } = action.forwarding;
  return [
    ...credentials,
    ...destinations.flatMap(d => (d.kind === 'backend' ? (d.edits?.credentials ?? []) : [])),
  ];
}

/** secretsOfRule names the secrets that the filters of a rule are configured with. */
export function secretsOfRule(rule: HttpRule): readonly ResourceKey[] {
  return [...secretsOf(rule), ...credentialsOf(rule).map(({ value }) => value.secret)];
}
