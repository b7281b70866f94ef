import { displayRef, localZone, parseResourceKey, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type Backend, backendKey, type Endpoint } from '#model';
import type { AnyResource, HttpRoute } from '#resources';
import type {
  ExplainedBackend,
  ExplainedParent,
  ExplainedRef,
  ExplainedRule,
  Explanation,
} from './explanation.ts';
import type { Inspected } from './inspected.ts';
import { type LocatedFinding, locateFinding, type Place } from './located-finding.ts';

/** explain says what becomes of the requests that the object under `key` is about. */
export function explain(
  key: ResourceKey,
  resource: AnyResource | undefined,
  inspected: Inspected,
): Explanation {
  const findings = (inspected.findings.get(key) ?? []).map(f => locateFinding(key, f, inspected.locate));
  const about = { subject: displayRef(parseResourceKey(key)), ...placeOf(key, '', inspected), findings };
  switch (resource?.id) {
    case 'gateway-api/HTTPRoute':
      return { ...about, ...explainRoute(key, resource, findings, inspected) };
    case 'gateway-api/Gateway':
      return { ...about, ...explainGateway(key, inspected) };
    case 'envoy-gateway/Backend':
    case 'kubernetes/Service':
      return { ...about, ...explainBackend(resource, inspected) };
    default:
      return { ...about, kind: 'other' };
  }
}

type Part<K extends Explanation['kind']> = Omit<
  Extract<Explanation, { kind: K }>,
  'subject' | 'place' | 'findings'
>;

function explainRoute(
  key: ResourceKey,
  route: HttpRoute,
  findings: readonly LocatedFinding[],
  inspected: Inspected,
): Part<'route'> {
  return {
    kind: 'route',
    hostnames: route.spec.hostnames,
    parents: explainParents(key, inspected),
    rules: route.spec.rules.map((rule, index) => explainRule(key, route, rule, index, findings, inspected)),
  };
}

function explainParents(key: ResourceKey, { reports }: Inspected): ExplainedParent[] {
  const outcome = reports.get(key)?.outcome;
  if (outcome?.kind !== 'route') return [];
  const { namespace } = parseResourceKey(key);
  return outcome.parents.map(({ parentRef, verdicts, listeners }, index) => {
    const { Accepted } = verdicts;
    const section = parentRef.sectionName === undefined ? '' : `/${parentRef.sectionName}`;
    const port = parentRef.port === undefined ? '' : `:${parentRef.port}`;
    return {
      path: `spec.parentRefs[${index}]`,
      target: `gateway/${parentRef.namespace ?? namespace}/${parentRef.name}${section}${port}`,
      accepted: Accepted?.holds === true,
      reason: Accepted?.reason ?? '',
      message: Accepted?.message ?? '',
      listeners,
    };
  });
}

function explainRule(
  key: ResourceKey,
  route: HttpRoute,
  rule: HttpRoute['spec']['rules'][number],
  index: number,
  findings: readonly LocatedFinding[],
  inspected: Inspected,
): ExplainedRule {
  return {
    ...(rule.name === undefined ? {} : { name: rule.name }),
    matches: rule.matches.map(matchText),
    filters: rule.filters.map(filter => filter.type),
    refs: rule.backendRefs.map((ref, i): ExplainedRef => {
      const path = `spec.rules[${index}].backendRefs[${i}]`;
      const own = findings.filter(f => f.path === path || f.path.startsWith(`${path}.`));
      const { target, backend } = lookUp(ref, route.ref.namespace, inspected);
      const usable = backend !== undefined && !own.some(f => f.severity === 'error');
      return {
        path,
        ...placeOf(key, path, inspected),
        target,
        weight: ref.weight,
        ...(usable ? { backend: explained(backend) } : {}),
        findings: own,
      };
    }),
  };
}

type BackendRef = HttpRoute['spec']['rules'][number]['backendRefs'][number];

/** A backend goes by its port where each port is one of its own, else by its object alone. */
function lookUp(
  { group, kind, namespace, name, port }: BackendRef,
  from: string,
  { backends }: Inspected,
): { readonly target: string; readonly backend: Backend | undefined } {
  const ref = { group, kind, zone: localZone, namespace: namespace ?? from, name };
  const byPort = port === undefined ? undefined : backends.get(backendKey(ref, port));
  const isByPort = group === '' && port !== undefined;
  return {
    target: isByPort ? `${displayRef(ref)}:${port}` : displayRef(ref),
    backend: byPort ?? backends.get(backendKey(ref)),
  };
}

function explained({ protocol, tls, discovery, fallback = false, endpoints }: Backend): ExplainedBackend {
  const named = endpoints.some(e => e.kind === 'fqdn' || (e.kind === 'ip' && e.hostname !== undefined));
  return {
    protocol,
    tls: tls !== undefined,
    resolvedBy: discovery === 'proxy-dns' ? 'proxy' : named ? 'control-plane' : 'none',
    fallback,
    endpoints: endpoints.map(endpointText),
  };
}

function endpointText(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'ip':
      return `${endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address}:${endpoint.port}`;
    case 'fqdn':
      return `${endpoint.name}:${endpoint.port}`;
    case 'unix':
      return `unix:${endpoint.path}`;
  }
}

function matchText({
  path,
  method,
  headers,
  queryParams,
}: HttpRoute['spec']['rules'][number]['matches'][number]): string {
  const compare = (type: string) => (type === 'RegularExpression' ? '~' : '=');
  return [
    ...(method === undefined ? [] : [method]),
    `${path.type} ${path.value}`,
    ...headers.map(h => `header ${h.name}${compare(h.type)}${h.value}`),
    ...queryParams.map(q => `query ${q.name}${compare(q.type)}${q.value}`),
  ].join(', ');
}

function explainGateway(key: ResourceKey, inspected: Inspected): Part<'gateway'> | Part<'other'> {
  const { reports, gateways, proxies } = inspected;
  const outcome = reports.get(key)?.outcome;
  const model = gateways.get(key);
  const resource = inspected.resources('gateway-api/Gateway').get(key);
  if (outcome?.kind !== 'gateway' || model === undefined || resource?.id !== 'gateway-api/Gateway') {
    return { kind: 'other' };
  }
  const routes = [...reports.entries()].flatMap(([routeKey, { outcome }]) =>
    outcome.kind === 'route'
      ? outcome.parents
          .filter(parent => parent.gateway === key)
          .map(({ listeners }) => ({ route: displayRef(parseResourceKey(routeKey)), listeners }))
      : [],
  );
  return {
    kind: 'gateway',
    proxy: model.id,
    connected: proxies().filter(proxy => proxy.view === model.id).length,
    listeners: outcome.listeners.map(({ name, port, verdicts }) => {
      const written = resource.spec.listeners.find(listener => listener.name === name);
      return {
        name,
        port,
        hostname: written?.hostname ?? '*',
        protocol: written?.protocol ?? '',
        programmed: model.listeners.some(listener => listener.name === name),
        problems: Object.entries(verdicts)
          .filter(([type, { holds }]) => holds === (type === 'Conflicted'))
          .map(([type, { reason, message }]) => `${type}: ${message} (${reason})`),
        routes: routes
          .filter(r => r.listeners.includes(name))
          .map(r => r.route)
          .sort(),
      };
    }),
  };
}

function explainBackend(
  resource: Extract<AnyResource, { id: 'envoy-gateway/Backend' | 'kubernetes/Service' }>,
  inspected: Inspected,
): Part<'backend'> {
  const ports =
    resource.id === 'kubernetes/Service' ? resource.spec.ports.map(({ port }) => port) : [undefined];
  return {
    kind: 'backend',
    backends: ports.flatMap(port => {
      const backend = inspected.backends.get(backendKey(resource.ref, port));
      return backend === undefined ? [] : [{ port: String(port ?? ''), backend: explained(backend) }];
    }),
    referredToBy: referrersOf(resource, inspected),
  };
}

/** Looked for when asked: nothing need be kept for it. */
function referrersOf({ ref: target }: AnyResource, inspected: Inspected): Part<'backend'>['referredToBy'] {
  const wanted = resourceKey(target);
  return [...inspected.resources('gateway-api/HTTPRoute').entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, route]) =>
      route.id !== 'gateway-api/HTTPRoute'
        ? []
        : pathsTo(wanted, route).map(path => ({
            referrer: displayRef(route.ref),
            path,
            ...placeOf(key, path, inspected),
            through: gatewaysOf(key, inspected),
          })),
    );
}

function pathsTo(wanted: ResourceKey, { ref: { namespace: from }, spec }: HttpRoute): string[] {
  const names = ({ group, kind, namespace, name }: Omit<BackendRef, 'weight' | 'filters'>) =>
    resourceKey({ group, kind, zone: localZone, namespace: namespace ?? from, name }) === wanted;
  return spec.rules.flatMap((rule, r) => [
    ...rule.backendRefs.flatMap((ref, i) => (names(ref) ? [`spec.rules[${r}].backendRefs[${i}]`] : [])),
    ...rule.filters.flatMap((filter, i) =>
      filter.type === 'RequestMirror' && names(filter.requestMirror.backendRef)
        ? [`spec.rules[${r}].filters[${i}].requestMirror.backendRef`]
        : [],
    ),
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

function placeOf(key: ResourceKey, path: string, { locate }: Inspected): { place?: Place } {
  const place = locate(key, path);
  return place === undefined ? {} : { place };
}
