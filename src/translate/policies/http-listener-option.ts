import { type ListenerFacets, mergeFacets, type RouteFacets } from '#model';
import type { HttpListenerOption } from '#resources';
import { given, unlessEmpty } from './given.ts';
import { managerFacetsOf, managerMistakes } from './gloo/connection-manager.ts';
import { listeningMeaning } from './kgateway/listening.ts';
import { ofHttp } from './listener-policy.ts';
import type { PolicyKind } from './policy-kind.ts';
import type { SectionProblem } from './section-problem.ts';

type Options = NonNullable<HttpListenerOption['spec']['options']>;

const restrictions = [
  'csrf',
  'dlp',
  'httpLocalRatelimit',
  'sanitizeClusterHeader',
  'waf',
] as const satisfies readonly (keyof Options)[];

const manager = 'spec.options.httpConnectionManagerSettings';

/** HttpListenerOption of gloo: how HTTP is spoken with clients. */
export const httpListenerOption: PolicyKind<HttpListenerOption> = {
  id: 'gloo/HttpListenerOption',
  group: 'gateway.solo.io',
  kind: 'HttpListenerOption',
  targets: ['gateway'],
  guards: 'listeners',
  isTogether: true,
  requestSettings: () => ofHttp('options'),
  translate({ spec: { options } }) {
    if (options === undefined) return { listener: {} };
    const { buffer, httpConnectionManagerSettings: settings = {} } = options;
    const listening = {
      facets: mergeFacets(facetsOf(options), managerFacetsOf(settings)),
      mistakes: [...notServed(options), ...managerMistakes(settings, manager)],
      problems: [],
      warnings: [],
    };
    const route: RouteFacets = given({ requestBuffer: buffer && { limit: buffer.maxRequestBytes } });
    return { ...listeningMeaning(listening), route };
  },
};

function notServed(options: Options): SectionProblem[] {
  return restrictions.flatMap(name =>
    options[name] === undefined
      ? []
      : [{ reason: 'UnsupportedValue', message: 'is not served yet', path: `spec.options.${name}` } as const],
  );
}

/** gloo's default, ms. */
const fillInterval = 1000;

function facetsOf(options: Options): ListenerFacets {
  const { connectionLimit, grpcWeb, healthCheck, networkLocalRatelimit: rate, router } = options;
  return given({
    connectionRate: rate && {
      connections: rate.tokensPerFill,
      interval: rate.fillInterval ?? fillInterval,
      burst: rate.maxTokens,
    },
    connections:
      connectionLimit &&
      given({
        maxConnections: connectionLimit.maxActiveConnections,
        closeDelay: connectionLimit.delayBeforeClose,
      }),
    grpc: grpcWeb && { web: !grpcWeb.disable },
    headers: unlessEmpty(
      given({
        envoyHeaders: router?.suppressEnvoyHeaders === undefined ? undefined : !router.suppressEnvoyHeaders,
      }),
    ),
    health: healthCheck,
  });
}
