import type { Collection, Tracker } from '#graph';
import { type Finding, isError } from '#lib/finding.ts';
import { type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import { type BackendKey, backendKey, type UpstreamProtocol } from '#model';
import { isLookedUp, type ServiceEntry, type ServiceEntryPort } from '#resources';
import { resolutionOf } from '../../resolution.ts';
import type { BackendKindContext, BackendState } from '../backend-kind.ts';
import { addressed } from '../kgateway/addressed.ts';
import type { WrittenEndpoints } from '../written-endpoints.ts';
import { byRequest } from './by-request.ts';
import { entryEndpoints } from './entry-endpoints.ts';

/** EntryBackend is the backend of one port of a ServiceEntry, with its key. */
export interface EntryBackend {
  readonly key: BackendKey;
  readonly state: BackendState;
  readonly findings: readonly Omit<Finding, 'ref'>[];
}

/** hostRef refers to a host as it is seen from a namespace; the empty namespace stands for what is exported to all. */
export function hostRef(host: string, namespace: string): Omit<ResourceRef, 'zone'> & { zone: 'local' } {
  return { group: 'networking.istio.io', kind: 'Hostname', zone: 'local', namespace, name: host };
}

/** Each host is a backend of its own where the hosts themselves are looked up; otherwise all of them share the same endpoints. */
function hostsApart({ spec }: ServiceEntry): readonly string[] {
  return isLookedUp(spec) && spec.hosts.length > 1 ? spec.hosts : [];
}

/** entryKey is the key of the backend of a port of a host. */
export function entryKey(entry: ServiceEntry, port: number, host: string): BackendKey {
  const whole = backendKey(entry.ref, port);
  return hostsApart(entry).includes(host) ? [whole, host].join('/') : whole;
}

/** LaidEntryBackends is the part of the graph for backends of ServiceEntries: by ServiceEntry, and by their own keys. */
export interface LaidEntryBackends {
  readonly translated: Collection<readonly EntryBackend[]>;
  readonly states: Collection<BackendState>;
}

/** layEntryBackends derives all backends of ServiceEntries. */
export function layEntryBackends(context: BackendKindContext): LaidEntryBackends {
  const { graph, inputs } = context;
  const translated = graph.map<ServiceEntry, readonly EntryBackend[]>(
    'translate/service-entries',
    inputs.of('istio/ServiceEntry'),
    (entry, _key, track) => entryBackends(entry, context, track),
  );
  const states = graph.derive<readonly EntryBackend[], BackendState>(
    'translate/service-entry-states',
    translated,
    backends => backends.map(({ key, state }) => [key, state] as const),
  );
  return { translated, states };
}

/** One backend for each port, and one for each of its hosts where those are looked up apart. */
function entryBackends(
  entry: ServiceEntry,
  context: BackendKindContext,
  track: Tracker,
): readonly EntryBackend[] {
  return entry.spec.ports.flatMap(port => [
    build(entry, port, entry.spec.hosts, backendKey(entry.ref, port.number), context, track),
    ...hostsApart(entry).map(host =>
      build(entry, port, [host], entryKey(entry, port.number, host), context, track),
    ),
  ]);
}

function build(
  entry: ServiceEntry,
  port: ServiceEntryPort,
  hosts: readonly string[],
  key: BackendKey,
  context: BackendKindContext,
  track: Tracker,
): EntryBackend {
  const unserved = unservedIn(entry);
  if (unserved !== undefined) return unusable(key, [{ severity: 'error', ...unserved }]);
  const { ref, spec } = entry;
  const protocol = protocols[port.protocol];
  const { written, leftOut } = endpointsAt(entry, port, hosts, context, track);
  const built =
    spec.resolution === 'DYNAMIC_DNS'
      ? byRequest(entry, port, protocol, hosts, context.policy)
      : addressed(written, protocol, context, track);
  if (built.kind !== 'built') return unusable(key, built.findings);
  const { findings, kind: _, backend, ...rest } = built;
  const { dns } = written.spec;
  return {
    key,
    findings: [...unasked(entry), ...leftOut, ...findings],
    state: {
      ...rest,
      kind: 'usable',
      backend: {
        key,
        origin: resourceKey(ref),
        ...backend,
        ...(dns === undefined ? {} : { facets: { resolution: resolutionOf(dns) } }),
      },
      sections: [port.name, String(port.number)],
      alsoAs: hosts.map(host => resourceKey(hostRef(host, ref.namespace))),
      ...(spec.subjectAltNames.length === 0
        ? {}
        : { expectedNames: spec.subjectAltNames.map(value => ({ kind: 'any', value }) as const) }),
    },
  };
}

/** A selector without labels finds no workload, as in Istio: it does not stand for all. */
function unasked({ spec: { workloadSelector } }: ServiceEntry): EntryBackend['findings'] {
  if (workloadSelector === undefined || Object.keys(workloadSelector.labels).length > 0) return [];
  const message = 'asks for no label, and so finds no workload: write labels that they have';
  return [{ severity: 'warning', reason: 'Invalid', message, path: 'spec.workloadSelector.labels' }];
}

function unusable(key: BackendKey, findings: EntryBackend['findings']): EntryBackend {
  const [first] = findings.filter(isError);
  const problem = { reason: first?.reason ?? 'Invalid', message: first?.message ?? '' };
  return { key, findings, state: { kind: 'unusable', key, problem } };
}

function unservedIn({
  spec: { resolution, workloadSelector, endpoints },
}: ServiceEntry): Omit<Finding, 'ref' | 'severity'> | undefined {
  if (resolution !== 'NONE' || endpoints.length > 0 || workloadSelector !== undefined) return undefined;
  const message =
    'resolution NONE leads to where a connection was going, and what comes to a gateway is going nowhere else: write DNS, endpoints, or DYNAMIC_DNS, by which each request says where it goes';
  return { reason: 'UnsupportedValue', message, path: 'spec.resolution' };
}

function endpointsAt(
  entry: ServiceEntry,
  port: ServiceEntryPort,
  hosts: readonly string[],
  { workloads, policy }: BackendKindContext,
  track: Tracker,
) {
  const selected =
    entry.spec.workloadSelector === undefined ? [] : track.fetchAll(workloads, resourceKey(entry.ref));
  return entryEndpoints(
    entry,
    port,
    hosts,
    selected.map(({ workload }) => workload),
    policy,
  );
}

/** Undefined: the protocol is passed on as it is, and routes of requests use HTTP/1.1. */
const protocols: Readonly<Record<ServiceEntryPort['protocol'], UpstreamProtocol | undefined>> = {
  HTTP: 'http1',
  HTTP2: 'http2',
  GRPC: 'http2',
  'GRPC-WEB': 'http2',
  HTTPS: undefined,
  TLS: undefined,
  TCP: undefined,
  MONGO: undefined,
};

/** writtenEndpointsOf gives the endpoints of an entry whose names must be looked up. */
export function writtenEndpointsOf(
  entry: ServiceEntry,
  context: BackendKindContext,
  track: Tracker,
): readonly WrittenEndpoints[] {
  const { ports, hosts, resolution } = entry.spec;
  if (resolution === 'DYNAMIC_DNS') return [];
  return ports.map(port => endpointsAt(entry, port, hosts, context, track).written);
}
