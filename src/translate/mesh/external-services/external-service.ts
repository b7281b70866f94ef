import type { Collection, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { normalizeHostname } from '#lib/hostname.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import {
  type Backend,
  backendKey,
  type Certificate,
  type Endpoint,
  type Known,
  type ServicePort,
  type Want,
} from '#model';
import { type ExternalEndpoint, type MeshExternalService, type MeshSecret, placeInMesh } from '#resources';
import { type AddressPolicy, isOwnPort, refusal } from '../../address-policy.ts';
import { resolvedAddresses } from '../../backends/resolved-names.ts';
import { computedLabels } from '../labels.ts';
import type { ServiceState } from '../service-state.ts';
import { spokenTls } from './external-tls.ts';

export interface ExternalContext {
  readonly policy: AddressPolicy;
  readonly discovered: Collection<Known>;
  readonly secrets: Collection<MeshSecret>;
}

/** TranslatedExternal is all that is made of one MeshExternalService. */
export interface TranslatedExternal {
  readonly service: ServiceState;
  readonly backend: Backend;
  /** The key pair that it is shown. */
  readonly certificate?: Certificate;
  readonly findings: readonly Finding[];
}

const spoken = { http: 'http1', http2: 'http2', grpc: 'http2', tcp: 'tcp' } as const;

/**
 * translateExternalService gives the meaning of a MeshExternalService. Where something about it cannot be had as written it is
 * there, with its address and its names, and nobody answers.
 */
export function translateExternalService(
  written: MeshExternalService,
  context: ExternalContext,
  track: Tracker,
): TranslatedExternal {
  const { ref, metadata, spec } = written;
  const { endpoints, match } = spec;
  const origin = resourceKey(ref);
  const place = placeInMesh(written);
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
    labels: computedLabels(written),
    ports: [port],
    addresses: spec.status.vips.map(({ ip }) => ip),
    addressedBy: origin,
    created: metadata.creationTimestamp ?? '',
  };
  const findings: Finding[] = endpoints.flatMap(endpoint => {
    const message = refusal(endpoint, context.policy);
    return message === undefined
      ? []
      : [{ severity: 'error', reason: 'InvalidAddress', message, path: endpoint.at, ref } as const];
  });
  const about = { origin, mesh: place.mesh, endpoints, secrets: context.secrets, track };
  const over = spec.tls?.enabled === true ? spokenTls(spec.tls, about) : undefined;
  const problem = over !== undefined && 'message' in over ? over : undefined;
  if (problem !== undefined) findings.push({ severity: 'error', reason: 'InvalidTls', ...problem, ref });
  const secured = over !== undefined && 'tls' in over ? over : undefined;
  for (const note of secured?.notes ?? []) {
    findings.push({ severity: 'warning', reason: 'UnsupportedValue', ...note, ref });
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
  { spec: { endpoints } }: MeshExternalService,
  policy: AddressPolicy,
): readonly Want[] {
  if (!needsResolution(endpoints, policy)) return [];
  return endpoints.flatMap(one =>
    one.kind === 'fqdn' ? [{ kind: 'dns' as const, name: normalizeHostname(one.hostname) }] : [],
  );
}

/** As for Backends: Envoy looks names up unless a unix socket stands beside them, or where they lead is to be checked. */
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
