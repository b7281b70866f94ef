import type { Collection, Tracker } from '#graph';
import { type Finding, isError } from '#lib/finding.ts';
import { type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import { type BackendKey, backendKey, type UpstreamProtocol } from '#model';
import { isLookedUp, type ServiceEntry, type ServiceEntryPort } from '#resources';
import { resolutionOf } from '../../resolution.ts';
import type { BackendKindContext, BackendState } from '../backend-kind.ts';
import { addressed } from '../kgateway/addressed.ts';
import type { WrittenEndpoints } from '../written-endpoints.ts';

/** EntryBackend is what one port of a ServiceEntry comes to, by the key of it. */
export interface EntryBackend {
  readonly key: BackendKey;
  readonly state: BackendState;
  readonly findings: readonly Omit<Finding, 'ref'>[];
}

/** hostRef names a host as it is seen from a namespace; from none: as all see it. */
export function hostRef(host: string, namespace: string): Omit<ResourceRef, 'zone'> & { zone: 'local' } {
  return { group: 'networking.istio.io', kind: 'Hostname', zone: 'local', namespace, name: host };
}

/** Each host is a backend of its own where it is what is looked up; else all of them are at the same place. */
function hostsApart({ spec: { hosts, endpoints, resolution } }: ServiceEntry): readonly string[] {
  return isLookedUp(resolution) && endpoints.length === 0 && hosts.length > 1 ? hosts : [];
}

/** entryKey is the key of the backend that a port of a host is. */
export function entryKey(entry: ServiceEntry, port: number, host: string): BackendKey {
  const whole = backendKey(entry.ref, port);
  return hostsApart(entry).includes(host) ? [whole, host].join('/') : whole;
}

/** LaidEntryBackends is the graph's part of them: by ServiceEntry, and by their own keys. */
export interface LaidEntryBackends {
  readonly translated: Collection<readonly EntryBackend[]>;
  readonly states: Collection<BackendState>;
}

/** layEntryBackends derives all backends of ServiceEntries. */
export function layEntryBackends(name: string, context: BackendKindContext): LaidEntryBackends {
  const { graph, inputs } = context;
  const translated = graph.map<ServiceEntry, readonly EntryBackend[]>(
    `translate/${name}`,
    inputs.of('istio/ServiceEntry'),
    (entry, _key, track) => entryBackends(entry, context, track),
  );
  const states = graph.derive<readonly EntryBackend[], BackendState>(
    `translate/${name}-states`,
    translated,
    backends => backends.map(({ key, state }) => [key, state] as const),
  );
  return { translated, states };
}

/** One a port, and one a host of it where each is looked up by itself. */
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
  const written = writtenAt(entry, port, hosts);
  const built = addressed(written, protocols[port.protocol], context, track);
  if (built.kind !== 'built') return unusable(key, built.findings);
  const { findings, kind: _, backend, ...rest } = built;
  const { dns } = written.spec;
  const { ref, spec } = entry;
  return {
    key,
    findings,
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

function unusable(key: BackendKey, findings: EntryBackend['findings']): EntryBackend {
  const [first] = findings.filter(isError);
  const problem = { reason: first?.reason ?? 'Invalid', message: first?.message ?? '' };
  return { key, findings, state: { kind: 'unusable', key, problem } };
}

function unservedIn({
  spec: { resolution, workloadSelector, endpoints },
}: ServiceEntry): Omit<Finding, 'ref' | 'severity'> | undefined {
  const reason = 'UnsupportedValue';
  if (workloadSelector !== undefined) {
    const message = 'workloadSelector is not served yet: write endpoints, or refer to a Service';
    return { reason, message, path: 'spec.workloadSelector' };
  }
  if (resolution === 'DYNAMIC_DNS') {
    const message =
      'resolution DYNAMIC_DNS is not served yet: a Backend of fairlead.dev says the same by dynamic: {}';
    return { reason, message, path: 'spec.resolution' };
  }
  if (resolution !== 'NONE' || endpoints.length > 0) return undefined;
  const message =
    'resolution NONE leads to where a connection was going, and what comes to a gateway is going nowhere else: write DNS, or endpoints';
  return { reason, message, path: 'spec.resolution' };
}

function writtenAt(
  { ref, spec: { endpoints, resolution } }: ServiceEntry,
  { name, number, targetPort = number }: ServiceEntryPort,
  hosts: readonly string[],
): WrittenEndpoints {
  const [serverName] = hosts.filter(host => !host.startsWith('*.'));
  const goesBy = serverName === undefined ? {} : { serverName };
  const named = hosts.map(
    hostname =>
      ({ kind: 'fqdn', hostname, port: targetPort, at: `spec.hosts[${hosts.indexOf(hostname)}]` }) as const,
  );
  const written = endpoints.map(({ address, ports, locality, weight = 0 }) => {
    const [, zone] = locality?.split('/') ?? [];
    const traits = { ...(zone ? { zone } : {}), ...(weight === 0 ? {} : { weight }) };
    if (address.kind === 'unix') return { ...address, ...goesBy, ...traits };
    const port = ports[name] ?? targetPort;
    return address.kind === 'ip'
      ? { ...address, port, ...goesBy, ...traits }
      : { ...address, port, ...traits };
  });
  return {
    ref,
    spec: {
      endpoints: isLookedUp(resolution) && endpoints.length === 0 ? named : written,
      appProtocols: [],
      ...(resolution === 'DNS_ROUND_ROBIN' ? { dns: { type: 'Logical' } } : {}),
    },
  };
}

/** What is passed on as it is has no protocol of ours: routes of requests speak the plainest to it. */
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

/** writtenEndpointsOf are what must be looked up for it. */
export function writtenEndpointsOf(entry: ServiceEntry): readonly WrittenEndpoints[] {
  return entry.spec.ports.map(port => writtenAt(entry, port, entry.spec.hosts));
}
