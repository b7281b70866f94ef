import { hostAndPort } from '#lib/ip-address.ts';
import { displayRef, localZone, parseResourceKey, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type Backend, backendKey, type Endpoint, type EndpointHealth, type Transport } from '#model';
import { type AnyResource, isRoute, routeKinds } from '#resources';
import type { ObjectStatus, SeenCluster } from '#status';
import { policiesAlong } from './explain-policy.ts';
import type { ExplainedBackend, ExplainedEndpoint, ExplanationPart } from './explanation.ts';
import type { Inspected } from './inspected.ts';
import { placeOf } from './located-finding.ts';
import { lookedUpNames } from './looked-up.ts';
import { calledBy, callingKinds, referencesOf } from './referrers.ts';

/** explainBackend says where requests to a backend end up, and who sends them. */
export function explainBackend(
  key: ResourceKey,
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
          names: lookedUpNames(backend, inspected),
          seen: seenEndpoints(backend.key, inspected.seen(key)),
        },
      ];
    }),
    ...readyOf(inspected.statuses.get(key)),
    referredToBy: referrersOf(resource, inspected),
  };
}

function readyOf({ conditions = [] }: ObjectStatus = {}): Pick<ExplanationPart<'backend'>, 'ready'> {
  const said = conditions.find(({ type }) => type === 'EndpointsReady');
  if (said === undefined) return {};
  const { status, reason, message } = said;
  return { ready: { status, reason, message } };
}

/** Proxies that see an endpoint alike are told together. One that is out of use anywhere in a proxy is so there. */
function seenEndpoints(backend: string, clusters: readonly SeenCluster[]): ExplainedEndpoint[] {
  const reports = clusters.filter(one => one.backend === backend).flatMap(one => one.reports);
  const alike = new Map<string, { endpoint: EndpointHealth; proxies: Set<string> }>();
  for (const { proxy, endpoints } of reports) {
    for (const endpoint of endpoints) {
      const { address, state, why } = endpoint;
      const key = JSON.stringify([address, state, why]);
      const known = alike.get(key);
      const first = known === undefined || endpoint.since < known.endpoint.since ? endpoint : known.endpoint;
      alike.set(key, { endpoint: first, proxies: new Set([...(known?.proxies ?? []), proxy]) });
    }
  }
  return [...alike.values()]
    .map(({ endpoint: { address, state, why, since }, proxies }) => ({
      address,
      state,
      ...(why === undefined ? {} : { why }),
      since: new Date(since).toISOString(),
      proxies: [...proxies].sort(),
    }))
    .sort((a, b) => (a.address < b.address ? -1 : 1));
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
  return [...routeKinds.map(({ id }) => id), ...callingKinds].flatMap(id =>
    [...inspected.resources(id).entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, resource]) =>
        (isRoute(resource) ? referencesOf(resource) : calledBy(resource)).flatMap(({ to, path }) =>
          to !== wanted
            ? []
            : [
                {
                  referrer: displayRef(resource.ref),
                  path,
                  ...placeOf(key, path, inspected.locate),
                  ...throughOf(key, inspected),
                },
              ],
        ),
      ),
  );
}

/** Of a policy, those through which it is in force; what is no part of requests has none. */
function throughOf(
  referrer: ResourceKey,
  inspected: Inspected,
): Pick<ExplanationPart<'backend'>['referredToBy'][number], 'through'> {
  const outcome = inspected.reports.get(referrer)?.outcome;
  switch (outcome?.kind) {
    case 'policy': {
      const held = outcome.ancestors.filter(({ verdicts }) => verdicts.Accepted?.holds === true);
      const gateways = held.filter(({ ancestorRef }) => ancestorRef.kind === 'Gateway');
      return {
        through: gateways.map(({ ancestorRef: { group, kind, namespace = '', name } }) =>
          displayRef({ group, kind, zone: localZone, namespace, name }),
        ),
      };
    }
    case 'route':
      return { through: gatewaysOf(referrer, inspected) };
    default:
      return {};
  }
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
