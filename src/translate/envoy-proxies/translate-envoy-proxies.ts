import type { Collection, Graph, Index, Tracker } from '#graph';
import { parseResourceKey, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { Backend, BackendFacets, Report } from '#model';
import type { EnvoyProxy, Gateway, GatewayClass, GatewayParameters as KgatewayParameters } from '#resources';
import { type BackendLookup, resolveBackendRef } from '../backend-ref.ts';
import { gatewayClassKey } from '../gateways/ownership.ts';
import type { Inputs } from '../inputs.ts';
import type { KeyPairContext } from '../key-pair.ts';
import { reportOn } from '../report.ts';
import { fails, holds } from '../verdict.ts';
import { type EnvoyProxyContext, type EnvoyProxyState, translateEnvoyProxy } from './envoy-proxy.ts';
import {
  findParametersOfClass,
  type GatewayParameters,
  gatewayParameters,
  mergesGateways,
  type ParametersLookup,
  parametersKey,
  parametersOfClass,
  parametersOfGateway,
} from './gateway-parameters.ts';
import { translateKgatewayParameters } from './kgateway-parameters.ts';

/** TranslatedEnvoyProxies is the part of the graph for what gateways and their classes name as parameters. */
export interface TranslatedEnvoyProxies {
  readonly lookup: ParametersLookup;
  /** Classes whose Gateways share one proxy, by ResourceKey. */
  readonly merging: Collection<true>;
  /** By the Gateway's ResourceKey; absent where neither it nor its class names any. */
  readonly parameters: Collection<GatewayParameters>;
  /** Hosts that they name, by BackendKey. */
  readonly hosts: Collection<Backend>;
  /** How the services that they have telemetry sent to are used, by the key in such a use. */
  readonly backendFacets: Collection<BackendFacets>;
  readonly reports: Collection<Report>;
}

/** translateEnvoyProxies lays out the graph from EnvoyProxies to what they say at each gateway. */
export function translateEnvoyProxies(
  graph: Graph,
  inputs: Inputs,
  context: Pick<EnvoyProxyContext, 'grants' | 'addresses' | 'runsProxies' | 'proxiesStartElsewhere'>,
  lookup: BackendLookup,
  certificates: KeyPairContext['certificates'],
): TranslatedEnvoyProxies {
  const written = inputs.of('envoy-gateway/EnvoyProxy');
  const classes = inputs.of('gateway-api/GatewayClass');
  const gateways = inputs.of('gateway-api/Gateway');
  const ofKgateway = inputs.of('kgateway/GatewayParameters');
  const ofProxies = graph.map<EnvoyProxy, EnvoyProxyState>(
    'translate/envoy-proxies',
    written,
    (proxy, _, track) =>
      translateEnvoyProxy(proxy, {
        ...context,
        certificates,
        track,
        resolve: (ref, referrer) => resolveBackendRef(ref, referrer, lookup, track),
      }),
  );
  const states = graph.join('translate/parameters', [
    ofProxies,
    graph.map<KgatewayParameters, EnvoyProxyState>('translate/kgateway-parameters', ofKgateway, parameters =>
      translateKgatewayParameters(parameters, context),
    ),
  ]);
  const found = { states, unreadable: inputs.findings };
  const parameters = graph.map<Gateway, GatewayParameters>(
    'translate/gateway-parameters',
    gateways,
    (gateway, _, track) => {
      const ofClass = track.fetch(classes, gatewayClassKey(gateway.spec.gatewayClassName));
      return gatewayParameters(gateway, ofClass, found, track);
    },
  );
  const byGateways = graph.index<Gateway>('translate/gateways-by-parameters', gateways, gateway => [
    keyNamed(parametersOfGateway(gateway)),
  ]);
  const byClasses = graph.index<GatewayClass>('translate/classes-by-parameters', classes, one => [
    keyNamed(parametersOfClass(one)),
  ]);
  return {
    lookup: found,
    merging: graph.map<GatewayClass, true>('translate/merging-classes', classes, (one, _, track) =>
      mergesGateways(findParametersOfClass(one, found, track)) ? true : undefined,
    ),
    parameters,
    hosts: graph.derive<EnvoyProxyState, Backend>('translate/told-hosts', states, ({ hosts }) =>
      hosts.map(host => [host.key, host] as const),
    ),
    backendFacets: graph.derive<EnvoyProxyState, BackendFacets>(
      'translate/facets-of-told-services',
      states,
      ({ shapes = [] }) => shapes.map(({ key, facets }) => [key, facets] as const),
    ),
    reports: graph.map<EnvoyProxyState, Report>(
      'translate/envoy-proxy-reports',
      states,
      (state, key, track) => {
        const proxy = track.fetch(written, key) ?? track.fetch(ofKgateway, key);
        return proxy && reportOnEnvoyProxy(proxy, state, namedBy(key, track));
      },
    ),
  };

  function namedBy(key: ResourceKey, track: Tracker): ResourceKey[] {
    const naming: readonly Index<Gateway | GatewayClass>[] = [byGateways, byClasses];
    return naming.flatMap(index => track.fetchAll(index, key).map(({ ref }) => resourceKey(ref)));
  }
}

function keyNamed(ref: ReturnType<typeof parametersOfGateway>): ResourceKey {
  return (ref && parametersKey(ref)) ?? '';
}

/** The most ancestors that the status of a policy may list (PolicyStatus). */
const mostAncestors = 16;

function reportOnEnvoyProxy(
  proxy: EnvoyProxy | KgatewayParameters,
  { problems, findings }: EnvoyProxyState,
  namedBy: readonly ResourceKey[],
): Report {
  const Accepted =
    problems.length === 0
      ? holds('Accepted', `The ${proxy.ref.kind} was accepted`)
      : fails('Invalid', problems.map(({ path, message }) => `${path} ${message}`).join('; '));
  const ancestors = [...namedBy]
    .sort()
    .slice(0, mostAncestors)
    .map(key => {
      const { group, kind, namespace, name } = parseResourceKey(key);
      const ancestorRef = { group, kind, ...(namespace === '' ? {} : { namespace }), name };
      return { ancestorRef, verdicts: { Accepted } };
    });
  return reportOn(
    proxy,
    namedBy.length > 0
      ? findings
      : [
          ...findings,
          {
            severity: 'warning',
            reason: 'TargetNotFound',
            message: `is named by no Gateway (spec.infrastructure.parametersRef) and no GatewayClass (spec.parametersRef), and so holds for none`,
            path: '',
            ref: proxy.ref,
          },
        ],
    { kind: 'policy', ancestors },
  );
}
