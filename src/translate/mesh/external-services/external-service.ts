import type { Collection, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { normalizeHostname } from '#lib/hostname.ts';
import { type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import {
  type Backend,
  backendKey,
  type Certificate,
  type Endpoint,
  type Known,
  type ServicePort,
  type Want,
} from '#model';
import {
  type ExternalEndpoint,
  type ExternalTls,
  type MeshExternalService,
  type MeshSecret,
  placeInMesh,
} from '#resources';
import { type AddressPolicy, isOwnPort, refusal } from '../../address-policy.ts';
import { resolvedAddresses } from '../../backends/resolved-names.ts';
import { computedLabels } from '../labels.ts';
import type { ServiceState } from '../service-state.ts';
import { spokenTls } from './external-tls.ts';

export interface ExternalContext {
  readonly policy: AddressPolicy;
  readonly discovered: Collection<Known>;
  readonly secrets: Collection<MeshSecret>;
  /** Whether the mesh forbids all calls to services outside (`routing.defaultForbidMeshExternalServiceAccess`). */
  isForbidden(mesh: string, track: Tracker): boolean;
}

/** TranslatedExternal is everything that one MeshExternalService is translated to. */
export interface TranslatedExternal {
  readonly service: ServiceState;
  readonly backend: Backend;
  /** The client key pair that the service is shown. */
  readonly certificate?: Certificate;
  readonly findings: readonly Finding[];
}

const spoken = { http: 'http1', http2: 'http2', grpc: 'http2', tcp: 'tcp' } as const;

/** OutsideService is a service outside of its mesh, whichever kind of object it was written as. */
export interface OutsideService
  extends Pick<ServiceState, 'mesh' | 'namespace' | 'labels' | 'addresses' | 'created'> {
  readonly ref: ResourceRef;
  readonly match: Pick<MeshExternalService['spec']['match'], 'port' | 'protocol'>;
  readonly endpoints: readonly ExternalEndpoint[];
  readonly tls?: ExternalTls;
}

/** translateExternalService gives the meaning of a MeshExternalService. */
export function translateExternalService(
  written: MeshExternalService,
  context: ExternalContext,
  track: Tracker,
): TranslatedExternal {
  const { ref, metadata, spec } = written;
  const { match, endpoints, tls, status } = spec;
  const outside: OutsideService = {
    ...{ ref, match, endpoints, ...placeInMesh(written), labels: computedLabels(written) },
    addresses: status.vips.map(({ ip }) => ip),
    created: metadata.creationTimestamp ?? '',
    ...(tls === undefined ? {} : { tls }),
  };
  return translateOutside(outside, context, track);
}

/**
 * translateOutside gives the meaning of a service outside of its mesh. Where some part cannot be had as written, the service
 * still exists, with its addresses and names, but has no endpoints.
 */
export function translateOutside(
  outside: OutsideService,
  context: ExternalContext,
  track: Tracker,
): TranslatedExternal {
  const { ref, match, endpoints, tls, ...place } = outside;
  const origin = resourceKey(ref);
  const port: ServicePort = {
    backend: backendKey(ref, match.port),
    port: match.port,
    protocol: match.protocol,
    outside: spoken[match.protocol],
  };
  const service: ServiceState = {
    origin,
    kind: 'MeshExternalService',
    ...place,
    name: ref.name,
    zone: ref.zone,
    ports: [port],
    addressedBy: origin,
  };
  const findings: Finding[] = endpoints.flatMap(endpoint => {
    const message = refusal(endpoint, context.policy);
    return message === undefined
      ? []
      : [{ severity: 'error', reason: 'InvalidAddress', message, path: endpoint.at, ref } as const];
  });
  const about = { origin, mesh: place.mesh, endpoints, secrets: context.secrets, track };
  const over = tls?.enabled === true ? spokenTls(tls, about) : undefined;
  const problem = over !== undefined && 'message' in over ? over : undefined;
  if (problem !== undefined) findings.push({ severity: 'error', reason: 'InvalidTls', ...problem, ref });
  const secured = over !== undefined && 'tls' in over ? over : undefined;
  for (const note of secured?.notes ?? []) {
    findings.push({ severity: 'warning', reason: 'UnsupportedValue', ...note, ref });
  }
  if (context.isForbidden(place.mesh, track)) {
    const message = `the mesh ${place.mesh} forbids calls to services outside (routing.defaultForbidMeshExternalServiceAccess), so they are answered with 503`;
    findings.push({ severity: 'error', reason: 'ForbiddenByMesh', message, path: '', ref });
  }
  const isUsable = findings.every(({ severity }) => severity === 'warning');
  const backend: Backend = {
    key: port.backend,
    origin,
    protocol: spoken[match.protocol],
    discovery:
      isUsable && isNamed(endpoints) && !needsResolution(endpoints, context.policy)
        ? 'proxy-dns'
        : 'assigned',
    endpoints: isUsable ? endpointsOf(endpoints, context, track) : [],
    ...(secured === undefined || !isUsable ? {} : { tls: secured.tls }),
    ...namedBy(endpoints),
    ...(new Set(endpoints.map(({ priority }) => priority)).size > 1 ? { hasPriorities: true } : {}),
  };
  const certificate = isUsable ? secured?.certificate : undefined;
  return { service, backend, findings, ...(certificate === undefined ? {} : { certificate }) };
}

/** wantsOf are the names of a service that the control plane looks up. */
export function wantsOf(
  { endpoints }: Pick<OutsideService, 'endpoints'>,
  policy: AddressPolicy,
): readonly Want[] {
  if (!needsResolution(endpoints, policy)) return [];
  return endpoints.flatMap(one =>
    one.kind === 'fqdn' ? [{ kind: 'dns' as const, name: normalizeHostname(one.hostname) }] : [],
  );
}

/**
 * As for Backends: Envoy looks names up itself, unless a unix socket is among the endpoints, or the addresses that a name
 * leads to must be checked.
 */
function needsResolution(endpoints: readonly ExternalEndpoint[], policy: AddressPolicy): boolean {
  return (
    isNamed(endpoints) &&
    (policy.checksNames === true ||
      endpoints.some(one => one.kind === 'unix' || (one.kind === 'fqdn' && isOwnPort(one.port, policy))))
  );
}

function isNamed(endpoints: readonly ExternalEndpoint[]): boolean {
  return endpoints.some(({ kind }) => kind === 'fqdn');
}

function namedBy(endpoints: readonly ExternalEndpoint[]): Pick<Backend, 'hostname'> {
  const [hostname] = endpoints.flatMap(one => (one.kind === 'fqdn' ? normalizeHostname(one.hostname) : []));
  return hostname === undefined ? {} : { hostname };
}

function endpointsOf(
  endpoints: readonly ExternalEndpoint[],
  context: ExternalContext,
  track: Tracker,
): readonly Endpoint[] {
  const isResolved = needsResolution(endpoints, context.policy);
  const priorities = [...new Set(endpoints.map(({ priority }) => priority))].sort((a, b) => a - b);
  return endpoints.flatMap(one => {
    const rank = priorities.indexOf(one.priority);
    return endpointsAt(one, isResolved, context, track).map(endpoint =>
      rank === 0 ? endpoint : { ...endpoint, priority: rank },
    );
  });
}

function endpointsAt(
  written: ExternalEndpoint,
  isResolved: boolean,
  context: ExternalContext,
  track: Tracker,
): readonly Endpoint[] {
  switch (written.kind) {
    case 'ip':
      return [{ kind: 'ip', address: written.address, port: written.port }];
    case 'unix':
      return [{ kind: 'unix', path: written.path }];
    case 'fqdn': {
      const name = normalizeHostname(written.hostname);
      const { port } = written;
      if (!isResolved) return [{ kind: 'fqdn', name, port }];
      return resolvedAddresses(written, undefined, context, track).map(address => {
        return { kind: 'ip', address, port, hostname: name };
      });
    }
  }
}
