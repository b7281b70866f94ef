import { displayRef } from '#lib/resource-ref.ts';
import {
  type AnyPolicy,
  type AnyResource,
  type AnyRoute,
  addressText,
  type EnvoyGatewayBackend,
  endpointText,
  type FairleadBackend,
  type Ingress,
  type KgatewayBackend,
  type ListenerSet,
  type PolicyTarget,
  policyKinds,
  routeKinds,
  workloadLabels,
} from '#resources';
import type { Condition, ObjectStatus } from '#status';
import { destinationTexts, leadsTo } from './destination-text.ts';

/** Column is a column of a table; those that are `wide` are shown with `-o wide` only. */
export interface Column {
  readonly title: string;
  readonly wide: boolean;
  /** Its cells are times (RFC 3339), of which people want to know how long they are past. */
  readonly isTime?: true;
}

type Id = AnyResource['id'];
type ResourceById<I extends Id> = Extract<AnyResource, { readonly id: I }>;

/** Beside is what is looked up of an object for a column alone. */
export interface Beside {
  /** How many routes refer to it. */
  readonly referrers: () => number;
  /** When the last of its names came to lead where it leads (RFC 3339). */
  readonly lookedUpAt: () => string | undefined;
}

interface TypedColumn<R> extends Column {
  /** `resource` is undefined where the object is broken. */
  cell(resource: R | undefined, status: ObjectStatus, beside: Beside): string;
}

/** column makes a column that reads the object. */
function column<R>(title: string, read: (resource: R) => string, wide = false): TypedColumn<R> {
  return { title, wide, cell: resource => (resource === undefined ? '' : read(resource)) };
}

/** stated makes a column that reads the status. */
function stated(title: string, read: (status: ObjectStatus) => string, wide = false): TypedColumn<unknown> {
  return { title, wide, cell: (_, status) => read(status) };
}

/** besides makes a column that looks something up. */
function besides(title: string, read: (beside: Beside) => string): TypedColumn<unknown> {
  return { title, wide: true, cell: (_, __, beside) => read(beside) };
}

/** Healthy of all, where proxies tell of them. */
const healthy = stated('HEALTHY', ({ endpoints }) => {
  if (endpoints === undefined) return '';
  const { healthy, unhealthy, unresolved } = endpoints;
  return `${healthy}/${healthy + unhealthy + unresolved}`;
});
const lookedUp = {
  ...besides('DNS', ({ lookedUpAt }) => lookedUpAt() ?? ''),
  isTime: true,
} as const;
const referrers = besides('ROUTES', ({ referrers }) => String(referrers()));

const accepted = stated('ACCEPTED', status => truth(status, 'Accepted'));
const reason = stated('REASON', reasonOf);

/** What `get` shows of a route of any kind. */
const ofRoutes: readonly TypedColumn<AnyRoute>[] = [
  column('HOSTNAMES', ({ spec }) => ('hostnames' in spec ? some(spec.hostnames, '*') : '')),
  column('PARENTS', ({ spec }) =>
    some(spec.parentRefs.map(p => (p.sectionName === undefined ? p.name : `${p.name}/${p.sectionName}`))),
  ),
  accepted,
  stated('RESOLVED-REFS', status => truth(status, 'ResolvedRefs')),
  reason,
  column('RULES', ({ spec }) => String(spec.rules.length), true),
  column(
    'BACKENDS',
    ({ spec }) => some(unique(spec.rules.flatMap(r => r.backendRefs.map(b => b.name)))),
    true,
  ),
];

/** What `get` shows of an Ingress, as kubectl does, and which Gateway serves it. */
const ofIngresses: readonly TypedColumn<Ingress>[] = [
  column('CLASS', ({ spec }) => spec.className ?? ''),
  column('HOSTS', ({ spec }) => some(spec.hostnames, '*')),
  column('GATEWAY', ({ spec }) => some(spec.parentRefs.map(p => `${p.namespace}/${p.name}`))),
  stated('ADDRESS', ({ loadBalancer = {} }) =>
    some((loadBalancer.ingress ?? []).map(one => ('ip' in one ? one.ip : one.hostname))),
  ),
  column(
    'TLS',
    ({ spec }) => some(unique(spec.tls.flatMap(t => (t.hosts.length === 0 ? '*' : t.hosts)))),
    true,
  ),
  column('RULES', ({ spec }) => String(spec.rules.length), true),
  column(
    'BACKENDS',
    ({ spec }) => some(unique(spec.rules.flatMap(r => r.backendRefs.map(b => b.name)))),
    true,
  ),
];

/** What `get` shows of a ListenerSet, of whichever group. */
const ofListenerSets: readonly TypedColumn<ListenerSet>[] = [
  column('GATEWAY', ({ spec }) => spec.parentRef.name),
  column('LISTENERS', ({ spec }) => some(spec.listeners.map(l => `${l.protocol}/${l.port}`))),
  accepted,
  stated('PROGRAMMED', status => truth(status, 'Programmed')),
  stated('ROUTES', attachedRoutes),
  reason,
];

/** How a service of a mesh is called, beside its ports. */
const calledAs: readonly TypedColumn<unknown>[] = [
  stated('ADDRESS', ({ vips = [], vip }) => vips[0]?.ip ?? vip?.ip ?? ''),
  stated('HOSTNAMES', ({ addresses = [] }) =>
    some(addresses.flatMap(a => ('hostname' in a ? a.hostname : []))),
  ),
];

/** How many of the workloads that serve it can be called, of all. */
const ready = stated('READY', ({ dataplaneProxies }) =>
  dataplaneProxies === undefined ? '' : `${dataplaneProxies.healthy}/${dataplaneProxies.total}`,
);

/** What `get` shows of Envoy Gateway's Backends, and of ours. */
const ofWrittenBackends: readonly TypedColumn<EnvoyGatewayBackend | FairleadBackend>[] = [
  column('ENDPOINTS', ({ spec }) => some(leadsTo(spec))),
  column('PROTOCOLS', ({ spec }) =>
    some(
      unique([...spec.appProtocols, ...spec.endpoints.flatMap(e => e.protocol ?? [])].map(p => p.protocol)),
      'http',
    ),
  ),
  healthy,
  accepted,
  reason,
  column('TLS', ({ spec }) => String(spec.tls !== undefined), true),
  lookedUp,
  referrers,
];

/** What `get` shows of kgateway's Backends and gloo's Upstreams. */
const ofKgatewayBackends: readonly TypedColumn<KgatewayBackend>[] = [
  column('TYPE', ({ spec }) => spec.destination.kind),
  column('LEADS-TO', ({ spec }) => some(destinationTexts(spec.destination))),
  healthy,
  accepted,
  reason,
  column(
    'ORIGIN',
    ({ spec: { discoveredFrom } }) =>
      discoveredFrom === undefined ? 'written' : `discovered from ${displayRef(discoveredFrom)}`,
    true,
  ),
  lookedUp,
  referrers,
];

/** tables is what `get` shows of each kind, beside namespace and name. A kind that is not here has `accepted` and `reason`. */
const tables: { readonly [I in Id]?: readonly TypedColumn<ResourceById<I>>[] } = {
  'gateway-api/GatewayClass': [column('CONTROLLER', ({ spec }) => spec.controllerName), accepted],
  'gateway-api/Gateway': [
    column('CLASS', ({ spec }) => spec.gatewayClassName),
    column('LISTENERS', ({ spec }) => some(spec.listeners.map(l => `${l.protocol}/${l.port}`))),
    stated('PROGRAMMED', status => truth(status, 'Programmed')),
    stated('ROUTES', attachedRoutes),
    reason,
    column('HOSTNAMES', ({ spec }) => some(spec.listeners.map(l => l.hostname ?? '*')), true),
    stated(
      'ADDRESSES',
      ({ addresses = [] }) => some(addresses.flatMap(a => ('value' in a ? a.value : []))),
      true,
    ),
  ],
  'kubernetes/Ingress': ofIngresses,
  'kubernetes/IngressClass': [
    column('CONTROLLER', ({ spec }) => spec.controller),
    column('PARAMETERS', ({ spec: { parameters } }) =>
      parameters === undefined ? '' : `${parameters.kind.toLowerCase()}/${parameters.name}`,
    ),
  ],
  'gateway-api/ListenerSet': ofListenerSets,
  'gateway-api/XListenerSet': ofListenerSets,
  'gateway-api/ReferenceGrant': [
    column('FROM', ({ spec }) => some(spec.from.map(f => `${f.namespace}/${f.kind}`))),
    column('TO', ({ spec }) =>
      some(spec.to.map(t => (t.name === undefined ? t.kind : `${t.kind}/${t.name}`))),
    ),
  ],
  'envoy-gateway/Backend': ofWrittenBackends,
  'fairlead/Backend': ofWrittenBackends,
  'kgateway/Backend': ofKgatewayBackends,
  'kgateway/Upstream': ofKgatewayBackends,
  'gloo/Backend': ofKgatewayBackends,
  'gloo/Upstream': ofKgatewayBackends,
  'istio/ServiceEntry': [
    column('HOSTS', ({ spec }) => some(spec.hosts)),
    column('LOCATION', ({ spec }) => spec.location),
    column('RESOLUTION', ({ spec }) => spec.resolution),
    column('PORTS', ({ spec }) => some(spec.ports.map(p => `${p.number}/${p.protocol}`))),
    healthy,
    accepted,
    reason,
    lookedUp,
    referrers,
  ],
  'istio/WorkloadEntry': [
    column('ADDRESS', ({ spec: { address } }) => addressText(address)),
    column('LABELS', one =>
      some(Object.entries(workloadLabels(one)).map(([label, value]) => `${label}=${value}`)),
    ),
    column('LOCALITY', ({ spec }) => spec.locality ?? ''),
    column('WEIGHT', ({ spec }) => String(spec.weight ?? '')),
  ],
  'kuma/Mesh': [
    column('MTLS', ({ spec }) => spec.mtls?.enabledBackend ?? ''),
    column('MESHSERVICES', ({ spec }) => spec.meshServices.mode ?? ''),
    accepted,
    reason,
  ],
  'kuma/Dataplane': [
    column('ADDRESS', ({ spec }) => spec.networking.address),
    column('INBOUNDS', ({ spec }) => some(spec.networking.inbound.map(i => `${i.protocol}/${i.port}`))),
    column('REACHES', ({ spec }) => reachText(spec.networking.transparentProxying)),
    accepted,
    reason,
    column(
      'SERVICES',
      ({ spec }) => some(unique(spec.networking.inbound.flatMap(i => i.tags['kuma.io/service'] ?? []))),
      true,
    ),
  ],
  'kuma/MeshService': [
    column('PORTS', ({ spec }) => some(spec.ports.map(p => `${p.appProtocol}/${p.port}`))),
    ...calledAs,
    ready,
    accepted,
    reason,
  ],
  'kuma/MeshMultiZoneService': [
    column('PORTS', ({ spec }) => some(spec.ports.map(p => `${p.appProtocol}/${p.port}`))),
    ...calledAs,
    accepted,
    reason,
  ],
  'kuma/MeshExternalService': [
    column('PORT', ({ spec }) => `${spec.match.protocol}/${spec.match.port}`),
    column('ENDPOINTS', ({ spec }) => some(spec.endpoints.map(endpointText))),
    ...calledAs,
    accepted,
    reason,
    column('TLS', ({ spec }) => String(spec.tls?.enabled === true), true),
  ],
  'kuma/ExternalService': [
    column('SERVICE', ({ spec }) => spec.tags['kuma.io/service'] ?? ''),
    column('ADDRESS', ({ spec }) => endpointText(spec.networking.address)),
    accepted,
    reason,
  ],
  'kuma/HostnameGenerator': [column('TEMPLATE', ({ spec }) => spec.template), accepted, reason],
  'kuma/VirtualOutbound': [
    column('HOST', ({ spec }) => spec.conf.host),
    column('PORT', ({ spec }) => spec.conf.port),
    accepted,
    reason,
  ],
  'kuma/MeshIdentity': [column('PROVIDER', ({ spec }) => spec.provider?.type ?? ''), accepted, reason],
  'kuma/MeshTrust': [column('TRUSTDOMAIN', ({ spec }) => spec.trustDomain), accepted, reason],
  'kuma/Secret': [],
  'kuma/GlobalSecret': [],
  'kubernetes/Namespace': [],
  'kubernetes/Service': [
    column('TYPE', ({ spec }) => spec.type),
    column('CLUSTER-IP', ({ spec }) => some(spec.clusterIPs.slice(0, 1))),
    column('PORTS', servicePorts),
    healthy,
    referrers,
  ],
  'kubernetes/ServiceImport': [
    column('TYPE', ({ spec }) => spec.type),
    column('IP', ({ spec }) => some(spec.ips)),
    column('PORTS', servicePorts),
    healthy,
    referrers,
  ],
  'kubernetes/EndpointSlice': [
    column('ADDRESSTYPE', ({ spec }) => spec.addressType),
    column('PORTS', ({ spec }) => some(spec.ports.map(p => String(p.port)))),
    column('ENDPOINTS', ({ spec }) => some(spec.endpoints.flatMap(e => e.addresses))),
  ],
  'kubernetes/Secret': [
    column('TYPE', ({ spec }) => spec.type),
    column('DATA', ({ spec }) => String(Object.keys(spec.data).length)),
  ],
  'kubernetes/ClusterTrustBundle': [column('SIGNER', ({ spec }) => spec.signerName ?? '')],
  'kubernetes/ConfigMap': [
    column('DATA', ({ spec }) => String(Object.keys(spec.data).length + Object.keys(spec.binaryData).length)),
  ],
};

function servicePorts({
  spec,
}: Extract<AnyResource, { readonly id: `kubernetes/Service${string}` }>): string {
  return some(spec.ports.map(p => `${p.port}/${p.protocol}`));
}

function attachedRoutes({ listeners = [] }: ObjectStatus): string {
  return String(listeners.reduce((sum, l) => sum + l.attachedRoutes, 0));
}

/** What `get` shows of a policy of any kind. */
const ofPolicies: readonly TypedColumn<AnyPolicy>[] = [
  column('TARGETS', ({ spec }) =>
    some(spec.targets.map(targetText), some(spec.selectors.map(s => `${s.kind}/*`))),
  ),
  accepted,
  reason,
  column('MERGES', ({ spec }) => String(spec.merges ?? false), true),
  stated(
    'THROUGH',
    ({ ancestors = [] }) => some(ancestors.map(a => `${a.ancestorRef.kind}/${a.ancestorRef.name}`)),
    true,
  ),
];

const otherwise: readonly TypedColumn<unknown>[] = [accepted, reason];
const routeIds: ReadonlySet<Id> = new Set(routeKinds.map(kind => kind.id));
const policyIds: ReadonlySet<Id> = new Set(policyKinds.map(kind => kind.id));

/** The columns of an id are for resources of that id: the types of both tables see to it. */
function tableOf(id: Id): readonly TypedColumn<AnyResource>[] {
  const shared = routeIds.has(id) ? ofRoutes : policyIds.has(id) ? ofPolicies : otherwise;
  return (tables[id] ?? shared) as readonly TypedColumn<AnyResource>[];
}

/** columnsOf are the columns of a kind's table. */
export function columnsOf(id: Id): readonly Column[] {
  return tableOf(id).map(({ title, wide, isTime }) => ({ title, wide, ...(isTime ? { isTime } : {}) }));
}

/** cellsOf are the cells of one object. */
export function cellsOf(
  id: Id,
  resource: AnyResource | undefined,
  status: ObjectStatus,
  beside: Beside,
): readonly string[] {
  return tableOf(id).map(column => column.cell(resource, status, beside));
}

const listed = 3;

/** As kubectl shows lists: the first three, and how many more. */
function some(values: readonly string[], none = ''): string {
  if (values.length === 0) return none;
  const more = values.length > listed ? ` + ${values.length - listed} more...` : '';
  return values.slice(0, listed).join(',') + more;
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

function targetText({ kind, name, sectionName }: PolicyTarget): string {
  const target = `${kind}/${name}`;
  return sectionName === undefined ? target : `${target}/${sectionName}`;
}

/** What a Dataplane says of what it may call. */
function reachText(
  capture: ResourceById<'kuma/Dataplane'>['spec']['networking']['transparentProxying'],
): string {
  const { reachableBackends, reachableServices = [] } = capture ?? {};
  if (reachableBackends === undefined) return some(reachableServices, capture === undefined ? '' : '<all>');
  return some(
    reachableBackends.refs.map(({ kind, name = '*' }) => `${kind}/${name}`),
    '<none>',
  );
}

/** Conditions of all parents or ancestors, or of the object itself. */
function conditionsOf({ conditions = [], parents, ancestors }: ObjectStatus): readonly Condition[] {
  return (parents ?? ancestors)?.flatMap(one => one.conditions) ?? conditions;
}

/** True where all parents say so; both where they differ. */
function truth(status: ObjectStatus, type: string): string {
  const found = conditionsOf(status).filter(condition => condition.type === type);
  return unique(found.map(condition => condition.status)).join(',');
}

/** The reasons of whatever is not as it should be. */
function reasonOf(status: ObjectStatus): string {
  const wrong = [...conditionsOf(status), ...(status.listeners ?? []).flatMap(l => l.conditions)].filter(
    ({ type, status }) =>
      type === 'Conflicted' ||
      type === 'PartiallyInvalid' ||
      type === 'LastGoodInForce' ||
      type === 'Overridden'
        ? status === 'True'
        : status === 'False',
  );
  return unique(wrong.map(condition => condition.reason)).join(',');
}
