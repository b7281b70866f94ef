import type { Collection, Graph, Index, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { hasEntries } from '#lib/has-entries.ts';
import type { Backend, Report } from '#model';
import { type MeshCollectorRef, type MeshOpenTelemetryBackend, placeInMesh } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { Inputs } from '../inputs.ts';
import { computedLabels } from '../mesh/labels.ts';
import { reportOn } from '../report.ts';
import { fails, holds } from '../verdict.ts';
import { type TelemetryHost, telemetryHost } from './telemetry-host.ts';

/** TelemetryBackend is a MeshOpenTelemetryBackend: the host that receives telemetry, or why none does. */
export interface TelemetryBackend {
  readonly mesh: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The sort key: of several the oldest wins. */
  readonly age: string;
  readonly found: TelemetryHost;
}

/** TelemetryBackends are the MeshOpenTelemetryBackends, by mesh. */
export interface TelemetryBackends {
  readonly byMesh: Index<TelemetryBackend>;
}

/** telemetryBackends derives the host of each MeshOpenTelemetryBackend. */
export function telemetryBackends(graph: Graph, inputs: Inputs, addresses: AddressPolicy): TelemetryBackends {
  const all = graph.map<MeshOpenTelemetryBackend, TelemetryBackend>(
    'translate/telemetry-backends',
    inputs.of('kuma/MeshOpenTelemetryBackend'),
    (backend, key) => ({
      mesh: placeInMesh(backend).mesh,
      labels: computedLabels(backend),
      age: [backend.metadata.creationTimestamp, key].join('\n'),
      found: foundHost(backend, addresses),
    }),
  );
  return { byMesh: graph.index('translate/telemetry-backends-by-mesh', all, ({ mesh }) => [mesh]) };
}

/** hostsOfBackends derives the backends for the hosts of MeshOpenTelemetryBackends. */
export function hostsOfBackends(graph: Graph, inputs: Inputs, addresses: AddressPolicy): Collection<Backend> {
  return graph.derive<MeshOpenTelemetryBackend, Backend>(
    'translate/hosts-of-telemetry-backends',
    inputs.of('kuma/MeshOpenTelemetryBackend'),
    backend => {
      const found = foundHost(backend, addresses);
      return 'problem' in found ? [] : [[found.host.key, found.host]];
    },
  );
}

/** referredBackend is the MeshOpenTelemetryBackend that a reference means: by name, or the oldest that has its labels. */
export function referredBackend(
  { name, labels = {} }: MeshCollectorRef,
  mesh: string,
  { byMesh }: TelemetryBackends,
  track: Tracker,
): TelemetryBackend | undefined {
  const wanted = name === undefined ? labels : { 'kuma.io/display-name': name };
  const [oldest] = track
    .fetchAll(byMesh, mesh)
    .filter(one => hasEntries(one.labels, wanted))
    .sort((a, b) => (a.age < b.age ? -1 : 1));
  return oldest;
}

/** reportTelemetryBackends derives the report on each MeshOpenTelemetryBackend. */
export function reportTelemetryBackends(
  graph: Graph,
  inputs: Inputs,
  addresses: AddressPolicy,
): Collection<Report> {
  return graph.map<MeshOpenTelemetryBackend, Report>(
    'translate/telemetry-backend-reports',
    inputs.of('kuma/MeshOpenTelemetryBackend'),
    backend => {
      const found = foundHost(backend, addresses);
      if (!('problem' in found)) {
        const verdicts = { Accepted: holds('Accepted', `The ${backend.ref.kind} was accepted`) };
        return reportOn(backend, [], { kind: 'object', verdicts });
      }
      const isSpoken = backend.spec.protocol === 'grpc';
      const finding: Finding = {
        severity: 'error',
        reason: isSpoken ? 'NotAllowed' : 'UnsupportedValue',
        message: `${found.problem}: nobody is told`,
        path: isSpoken ? 'spec.endpoint.address' : 'spec.protocol',
        ref: backend.ref,
      };
      const verdicts = { Accepted: fails(finding.reason, finding.message) };
      return reportOn(backend, [finding], { kind: 'object', verdicts });
    },
  );
}

function foundHost(
  { ref, spec: { url, protocol } }: MeshOpenTelemetryBackend,
  addresses: AddressPolicy,
): TelemetryHost {
  return protocol === 'http'
    ? { problem: 'HTTP is not spoken to collectors; name the port for gRPC, which is 4317' }
    : telemetryHost(url, { ref }, addresses, 'http2');
}
