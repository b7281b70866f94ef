import type { Collection, Graph, Index } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { displayRef, parseResourceKey, type ResourceRef } from '#lib/resource-ref.ts';
import type { JoinedService, Naming, Report, TakenAddress, VirtualAddresses } from '#model';
import type { AnyResource } from '#resources';
import { reportOn } from '../report.ts';
import { holds } from '../verdict.ts';

/** ReportedService is an object that is a service, and what to report on it besides its names and addresses. */
export interface ReportedService {
  readonly object: Pick<AnyResource, 'ref' | 'apiVersion' | 'metadata'>;
  readonly findings: readonly Finding[];
  /** The services that it joins; absent where it is no MeshMultiZoneService. */
  readonly joins?: readonly JoinedService[];
}

/** ServiceSurroundings is what else is known of services, by their ResourceKeys. */
export interface ServiceSurroundings {
  readonly addresses: Collection<VirtualAddresses>;
  readonly takenAddresses: Collection<readonly TakenAddress[]>;
  readonly namings: Collection<readonly Naming[]>;
  /** The workloads that each service selects, and those of them that are ready as a whole. */
  readonly workloads: Index<unknown>;
  readonly readyWorkloads: Index<unknown>;
}

const verdicts = { Accepted: holds('Accepted', 'The service was accepted') };

/** reportServices derives the report on each service that somebody wrote. */
export function reportServices(
  graph: Graph,
  services: Collection<ReportedService>,
  around: ServiceSurroundings,
): Collection<Report> {
  return graph.map<ReportedService, Report>(
    'translate/mesh-service-reports',
    services,
    ({ object, joins, ...said }, key, track) => {
      const namings = track.fetch(around.namings, key) ?? [];
      const findings = [
        ...said.findings,
        ...(track.fetch(around.takenAddresses, key) ?? []).map(taken => addressFinding(taken, object.ref)),
        ...namings.flatMap(naming => nameFinding(naming, object.ref)),
      ];
      const isServed = object.ref.kind === 'MeshService';
      const workloads = {
        total: track.count(around.workloads, key),
        ready: track.count(around.readyWorkloads, key),
      };
      return reportOn(object, findings, {
        kind: 'service',
        ...{ verdicts, namings },
        addresses: track.fetch(around.addresses, key) ?? [],
        ...(isServed ? { workloads } : {}),
        ...(joins === undefined ? {} : { joins }),
      });
    },
  );
}

function addressFinding({ address, by }: TakenAddress, ref: ResourceRef): Finding {
  return {
    severity: 'warning',
    reason: 'AddressTaken',
    message: `${address} is the address of ${displayOwner(by)}: leave it out, or write another`,
    path: ref.kind === 'MeshExternalService' ? 'status.vip' : 'status.vips',
    ref,
  };
}

/** Template errors are reported on the generator, not on the service. */
function nameFinding({ generator, generated }: Naming, ref: ResourceRef): readonly Finding[] {
  if (generated.reason !== 'Collision') return [];
  const message = `HostnameGenerator ${generator}: ${generated.message}`;
  return [{ severity: 'warning', reason: 'Collision', message, path: '', ref }];
}

/** The owner may also be a name of a VirtualOutbound, whose key is shorter than a ResourceKey. */
function displayOwner(key: string): string {
  return key.split('/').length === 5
    ? displayRef(parseResourceKey(key))
    : `the name ${key.split('/').at(-1)}`;
}
