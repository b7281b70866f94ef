import { hostAndPort } from '#lib/ip-address.ts';
import { displayRef, localZone, parseResourceKey, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type Backend, backendKey, type Endpoint, type Transport } from '#model';
import {
  type AnyResource,
  type AnyRoute,
  type BackendObjectReference,
  isRoute,
  routeKinds,
} from '#resources';
import { policiesAlong } from './explain-policy.ts';
import type { ExplainedBackend, ExplanationPart } from './explanation.ts';
import type { Inspected } from './inspected.ts';
import { placeOf } from './located-finding.ts';
import { ruleWords } from './route-words.ts';

/** explainBackend says where requests to a backend end up, and who sends them. */
export function explainBackend(
  _: ResourceKey,
  resource: Extract<AnyResource, { id: 'envoy-gateway/Backend' | 'kubernetes/Service' }>,
  inspected: Inspected,
): ExplanationPart<'backend'> {
  const ports =
    resource.id === 'kubernetes/Service'
      ? resource.spec.ports.map(({ name, port, protocol }) => ({
          name,
          port,
          transport: transportOf(protocol),
        }))
      : [{ name: undefined, port: undefined, transport: 'tcp' as const }];
  return {
    kind: 'backend',
    backends: ports.flatMap(({ name: section, port, transport }) => {
      const backend = inspected.backends.get(backendKey(resource.ref, port, transport));
      if (backend === undefined) return [];
      const places = [
        ...(section === undefined ? [] : [{ object: resource.ref, section }]),
        { object: resource.ref },
      ];
      return [
        {
          port: String(port ?? ''),
          backend: showBackend(backend),
          policies: policiesAlong(places, inspected),
        },
      ];
    }),
    referredToBy: referrersOf(resource, inspected),
  };
}

function transportOf(protocol: string): Transport {
  return protocol === 'UDP' ? 'udp' : 'tcp';
}

/** Looked for when asked: nothing need be kept for it. */
function referrersOf(
  { ref: target }: AnyResource,
  inspected: Inspected,
): ExplanationPart<'backend'>['referredToBy'] {
  const wanted = resourceKey(target);
  return routeKinds
    .flatMap(({ id }) => [...inspected.resources(id).entries()])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, route]) =>
      !isRoute(route)
        ? []
        : pathsTo(wanted, route).map(path => ({
            referrer: displayRef(route.ref),
            path,
            ...placeOf(key, path, inspected.locate),
            through: gatewaysOf(key, inspected),
          })),
    );
}

function pathsTo(wanted: ResourceKey, route: AnyRoute): string[] {
  const { namespace: from } = route.ref;
  const words = ruleWords(route);
  const names = ({ group, kind, namespace, name }: BackendObjectReference) =>
    resourceKey({ group, kind, zone: localZone, namespace: namespace ?? from, name }) === wanted;
  return route.spec.rules.flatMap((rule, r) => [
    ...rule.backendRefs.flatMap((ref, i) => (names(ref) ? [`spec.rules[${r}].backendRefs[${i}]`] : [])),
    ...(words[r]?.refs ?? []).flatMap(({ path, ref }) => (names(ref) ? [`spec.rules[${r}].${path}`] : [])),
  ]);
}

function gatewaysOf(route: ResourceKey, { reports }: Inspected): string[] {
  const outcome = reports.get(route)?.outcome;
  if (outcome?.kind !== 'route') return [];
  const taken = outcome.parents.filter(parent => parent.listeners.length > 0);
  return [...new Set(taken.flatMap(({ gateway }) => gateway ?? []))].map(key =>
    displayRef(parseResourceKey(key)),
  );
}

/** showBackend is a backend of the model in words. */
export function showBackend({
  protocol,
  tls,
  discovery,
  fallback = false,
  endpoints,
}: Backend): ExplainedBackend {
  const named = endpoints.some(e => e.kind === 'fqdn' || (e.kind === 'ip' && e.hostname !== undefined));
  return {
    protocol,
    tls: tls !== undefined,
    resolvedBy: discovery !== 'assigned' ? 'proxy' : named ? 'control-plane' : 'none',
    fallback,
    endpoints: discovery === 'by-request' ? ['the host of each request'] : endpoints.map(endpointText),
  };
}

function endpointText(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'ip':
      return hostAndPort(endpoint.address, endpoint.port);
    case 'fqdn':
      return `${endpoint.name}:${endpoint.port}`;
    case 'unix':
      return `unix:${endpoint.path}`;
  }
}
