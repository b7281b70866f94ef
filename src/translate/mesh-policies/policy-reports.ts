import type { Collection, Graph, Index, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import type { Report, Sidecar } from '#model';
import type { AnyMeshPolicy, MeshBackendRef, MeshCollectorRef, TargetRef } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { CallablePorts } from '../mesh/called-port.ts';
import type { PlacedPort } from '../mesh/service-places.ts';
import { reportOn } from '../report.ts';
import { fails, holds } from '../verdict.ts';
import { isCalled } from './is-called.ts';
import { itemCallers } from './item-callers.ts';
import { calledTerms, destinationTerms } from './item-terms.ts';
import { isMeshWide } from './match-proxy.ts';
import type { Collectors } from './mesh-collector.ts';
import { pagesOfMesh, refusedApplications } from './mesh-metric.ts';
import { referredPort } from './mesh-ref.ts';
import { type BecameOfPatches, patchFindings } from './patch-findings.ts';
import { itemsOf, type PolicyItem } from './policy-item.ts';
import type { NarrowMatch } from './proxy-classes.ts';
import { missing, routeProblems } from './route-problems.ts';
import { telemetryHost, telemetryTold } from './telemetry-host.ts';
import { type UnheldRule, unheldTerm } from './unheld-rules.ts';

/**
 * reportMeshPolicies derives the report on each policy: that it is about no proxy, that its destinations do not exist, and
 * the like.
 */
export function reportMeshPolicies(
  graph: Graph,
  of: {
    readonly policies: Collection<AnyMeshPolicy>;
    readonly matchesByPolicy: Index<NarrowMatch>;
    readonly unheld: Index<UnheldRule>;
    readonly sidecars: Collection<Sidecar>;
    readonly ports: Collection<PlacedPort>;
    readonly callable: CallablePorts;
    readonly collectors: Collectors;
    readonly addresses: AddressPolicy;
    /** What became of changes in Envoy's own words; absent where the operator allows none. */
    readonly patched?: BecameOfPatches;
    /** Whether sidecars of a mesh have identities to show each other. */
    readonly hasIdentities: (mesh: string, track: Tracker) => boolean;
  },
): Collection<Report> {
  const inMesh = graph.index('translate/sidecars-by-mesh', of.sidecars, ({ mesh }) => [mesh]);
  const byTerm = graph.index('translate/ports-by-term', of.ports, destinationTerms);
  const isAboutSomebody = (item: PolicyItem, track: Tracker) =>
    isMeshWide(item)
      ? item.proxies.proxyTypes?.includes('Sidecar') !== false && track.count(inMesh, item.mesh) > 0
      : track.count(of.matchesByPolicy, item.policy) > 0;
  const isCallable = (item: PolicyItem, track: Tracker) =>
    calledTerms(item).some(term => track.fetchAll(byTerm, term).some(port => isCalled(item, port)));
  return graph.map<AnyMeshPolicy, Report>(
    'translate/mesh-policy-reports',
    of.policies,
    (policy, key, track) => {
      const items = itemsOf(policy);
      const [first] = items;
      const finding = (path: string, message: string): Finding => ({
        severity: 'warning',
        reason: 'TargetNotFound',
        message,
        path,
        ref: policy.ref,
      });
      const findings = [
        ...(first === undefined || isAboutMesh(first) || isAboutSomebody(first, track)
          ? []
          : [finding('spec.targetRef', nobody(first))]),
        ...items.flatMap(item => {
          if (item.subject.kind !== 'outbound' || !isNamed(item.subject.to) || isCallable(item, track))
            return [];
          return [finding(`${item.at}.targetRef`, nothing(item.subject.to))];
        }),
      ];
      const isThere = (ref: MeshBackendRef) =>
        first !== undefined && referredPort(ref, first.mesh, of.callable, track) !== undefined;
      const isTold = (ref: MeshCollectorRef) =>
        first !== undefined && of.collectors.isThere(ref, first.mesh, track);
      const ofRefs = [
        ...routeProblems(policy, isThere),
        ...telemetryTold(policy).flatMap(told =>
          'backendRef' in told ? missing(told.backendRef, told.path, 'nobody is told', isTold) : [],
        ),
      ].map(({ path, message }) => finding(path, message));
      // One cause is reported once: without identities, the callers that single items name are not reported as well.
      const lost = lostWithoutIdentities[policy.id];
      const ofPermissions =
        lost === undefined || first === undefined || of.hasIdentities(first.mesh, track)
          ? []
          : [finding('spec', withoutIdentities(first.mesh, lost))];
      const ofCallers = items.flatMap(item =>
        ofPermissions.length > 0 || itemCallers(item).length === 0 || of.hasIdentities(item.mesh, track)
          ? []
          : [finding(callerPath(item), unknown)],
      );
      const ofConnections = items.flatMap(item => {
        const [one] = track.fetchAll(of.unheld, unheldTerm(item.policy, item.rank.index));
        return one === undefined ? [] : [finding(callerPath(item), heldByNobody(one))];
      });
      const ofPages =
        first === undefined || of.hasIdentities(first.mesh, track)
          ? []
          : pagesOfMesh(policy).map(path => finding(path, `shows nothing: ${withoutMtls}`));
      const ofHosts = telemetryTold(policy).flatMap(told => {
        if (!('url' in told)) return [];
        const found = telemetryHost(told.url, policy, of.addresses, 'http2');
        return 'problem' in found ? [finding(told.path, `${found.problem}: nobody is told`)] : [];
      });
      const ofApplications = refusedApplications(policy, of.addresses).map(({ path, message }) =>
        finding(path, message),
      );
      const ofPatches =
        policy.id === 'kuma/MeshProxyPatch' ? patchFindings(policy, key, of.patched, track) : [];
      const [refused] = ofPatches.filter(({ severity }) => severity === 'error');
      const verdicts = {
        Accepted:
          refused === undefined
            ? holds('Accepted', `The ${policy.ref.kind} was accepted`)
            : fails(refused.reason, refused.message),
      };
      return reportOn(
        policy,
        [
          ...findings,
          ...ofRefs,
          ...ofPermissions,
          ...ofCallers,
          ...ofConnections,
          ...ofPages,
          ...ofHosts,
          ...ofApplications,
          ...ofPatches,
        ],
        {
          kind: 'object',
          verdicts,
        },
      );
    },
  );
}

/** The consequence of a policy having no effect, for kinds that depend on identities. */
const lostWithoutIdentities: Partial<Record<AnyMeshPolicy['id'], string>> = {
  'kuma/MeshTrafficPermission': 'everybody may call',
  'kuma/MeshTLS': 'everything is in plain text',
};

function withoutIdentities(mesh: string, lost: string): string {
  return `has no effect, and ${lost}: sidecars of mesh ${mesh} do not show who they are; give the Mesh an mtls.enabledBackend, or the mesh a MeshIdentity`;
}

/** A policy about the whole mesh is no mistake where the mesh has no proxies yet. */
function isAboutMesh({ proxies }: PolicyItem): boolean {
  return proxies.kind === 'Mesh' && proxies.proxyTypes?.includes('Sidecar') !== false;
}

/** A target of kind Mesh always exists; routes are checked elsewhere. */
function isNamed({ kind }: TargetRef): boolean {
  return kind !== 'Mesh' && kind !== 'MeshHTTPRoute';
}

const withoutMtls = 'nobody knows who calls in a mesh without mTLS. Turn mTLS on, or say it of all';
const unknown = `is about callers by who they are, and nothing comes of it: ${withoutMtls}`;

function heldByNobody({ dataplane, inbound }: UnheldRule): string {
  return `is about callers by who they are, and holds for nobody at the inbound ${inbound} of ${dataplane}, which takes connections as they are: Envoy tells callers apart by their requests. Say it of all who call there, or give the inbound a protocol of HTTP`;
}

function callerPath({ at, subject }: PolicyItem): string {
  return `${at}.${subject.kind === 'inbound' && subject.from === undefined ? 'matches' : 'targetRef'}`;
}

function nobody({ mesh, proxies }: PolicyItem): string {
  if (proxies.kind === 'MeshGateway')
    return 'names a MeshGateway, of which there are none here: it is about nobody';
  if (proxies.proxyTypes?.includes('Sidecar') === false)
    return 'is about gateways, of which there are none here: it is about nobody';
  return `is about no Dataplane of the mesh ${mesh} that is there: nothing comes of the policy`;
}

function nothing({ kind, name, labels = {}, sectionName }: TargetRef): string {
  const port = sectionName === undefined ? '' : ` with a port ${sectionName}`;
  const written = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  const which = name === undefined ? `with the labels ${written.join(', ')}` : name;
  return `names the ${kind} ${which}${port}, which is not there: nothing comes of this item`;
}
