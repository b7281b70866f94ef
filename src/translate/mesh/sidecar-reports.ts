import type { Collection, Graph, Index, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import {
  type DirectEndpoint,
  directAccessName,
  type ReachDeclaration,
  type Report,
  type ServiceSelector,
  type Sidecar,
  selectorKey,
} from '#model';
import { type Dataplane, type Mesh, placeInMesh } from '#resources';
import { reportOn } from '../report.ts';
import { fails, holds } from '../verdict.ts';
import { type CallablePorts, calledPort, portsNamed } from './called-port.ts';
import { findingsOfNames, type LookedUp } from './dataplane-names.ts';
import { type MembershipRefusal, membershipRefusal } from './mesh-constraints.ts';
import { serviceTag } from './sidecar.ts';
import { enabledMetrics } from './written-metrics.ts';

/** UnmatchedReach are the selectors of declared reach that select nothing, by the name of the reach set. */
export interface UnmatchedReach {
  readonly unmatched: Collection<readonly ServiceSelector[]>;
  setOf(declaration: ReachDeclaration): string;
}

/** SidecarSurroundings is what Dataplanes are checked against. */
export interface SidecarSurroundings {
  readonly sidecars: Collection<Sidecar>;
  readonly callable: CallablePorts;
  readonly reach: UnmatchedReach;
  /** The workloads that some sidecars call one by one. */
  readonly direct: Collection<DirectEndpoint>;
  readonly looked: LookedUp;
  /** meshOf is undefined where nobody wrote the Mesh. */
  meshOf(name: string, track: Tracker): Mesh | undefined;
  /** The written Meshes, all under one key (`''`). */
  readonly meshes: Index<Mesh>;
}

/**
 * reportSidecars derives the report on each Dataplane: that its mesh refuses it, or which services it wants to call but
 * cannot.
 */
export function reportSidecars(
  graph: Graph,
  dataplanes: Collection<Dataplane>,
  { sidecars, callable, reach: { unmatched, setOf }, direct, looked, meshOf, meshes }: SidecarSurroundings,
): Collection<Report> {
  const directly = graph.index('translate/direct-endpoints-by-service', direct, ({ access, service }) => [
    [access, service].join('\n'),
  ]);
  return graph.map<Dataplane, Report>('translate/dataplane-reports', dataplanes, (dataplane, key, track) => {
    const refusal = membershipRefusal(dataplane, meshOf(placeInMesh(dataplane).mesh, track));
    if (refusal !== undefined) return refused(dataplane, refusal);
    const sidecar = track.fetch(sidecars, key);
    if (sidecar === undefined) return undefined;
    const nothing = sidecar.reach === undefined ? [] : (track.fetch(unmatched, setOf(sidecar.reach)) ?? []);
    const unselecting = new Set(nothing.map(selectorKey));
    const say = (to: ServiceSelector, consequence: string): Finding => ({
      severity: 'warning',
      reason: 'BackendNotFound',
      message: `${whatIsMissing(to, sidecar.mesh, callable, track)}, so ${consequence}`,
      path: to.at ?? '',
      ref: dataplane.ref,
    });
    const findings = [
      ...findingsOfNames(dataplane, looked, track),
      ...(meshOf(sidecar.mesh, track) === undefined
        ? unknownMesh(dataplane, track.fetchAll(meshes, ''))
        : []),
      ...sidecar.outbounds
        .filter(({ to }) => calledPort(to, sidecar.mesh, callable, track) === undefined)
        .map(({ to }) => say(to, 'nothing listens there')),
      ...(sidecar.reach?.services ?? [])
        .filter(selector => unselecting.has(selectorKey(selector)))
        .map(selector => say(selector, 'it reaches nothing by this')),
      ...unshownMetrics(dataplane, sidecar, meshOf(sidecar.mesh, track)),
      ...missingServices(dataplane, sidecar, access => track.count(directly, access) > 0),
    ];
    const verdicts = { Accepted: holds('Accepted', 'The Dataplane was accepted') };
    return reportOn(dataplane, findings, { kind: 'object', verdicts });
  });
}

function refused(dataplane: Dataplane, { message, path }: MembershipRefusal): Report {
  const finding = {
    severity: 'error',
    reason: 'NotAllowedByMesh',
    message,
    path,
    ref: dataplane.ref,
  } as const;
  const verdicts = { Accepted: fails(finding.reason, message) };
  return reportOn(dataplane, [finding], { kind: 'object', verdicts });
}

/** A mesh needs no object; but where some Meshes are written, a name that is none of theirs is probably a slip of the pen. */
function unknownMesh(dataplane: Dataplane, written: readonly Mesh[]): readonly Finding[] {
  if (written.length === 0) return [];
  const { mesh: name } = placeInMesh(dataplane);
  const names = written.map(({ ref }) => ref.name).sort();
  const others = names.length > 5 ? `${names.slice(0, 5).join(', ')} …` : names.join(', ');
  const message = `there is no Mesh ${name}, so nothing that one would say holds for it, mTLS least of all; there is ${others}`;
  return [{ severity: 'warning', reason: 'MeshNotFound', message, path: 'mesh', ref: dataplane.ref }];
}

/** Metrics that a MeshMetric makes a sidecar show are no mistake, and are not reported. */
function unshownMetrics(
  { ref, spec }: Dataplane,
  { mesh: name, metrics }: Sidecar,
  mesh: Mesh | undefined,
): readonly Finding[] {
  if (spec.metrics === undefined || metrics !== undefined) return [];
  const why =
    enabledMetrics(mesh) === undefined
      ? `Mesh ${name} enables no backend of metrics: give it a metrics.enabledBackend`
      : 'the sidecars of its mesh do not show who they are, or certificates in files are not served yet';
  const message = `shows nothing: ${why}`;
  return [{ severity: 'warning', reason: 'NoEffect', message, path: 'metrics', ref }];
}

function missingServices(
  { ref, spec }: Dataplane,
  { mesh, capture }: Sidecar,
  isThere: (access: string) => boolean,
): readonly Finding[] {
  const { direct } = capture ?? {};
  if (direct?.services === undefined) return [];
  const access = directAccessName(direct);
  const written = spec.networking.transparentProxying?.directAccessServices ?? [];
  return written.flatMap((service, i): readonly Finding[] =>
    isThere([access, service].join('\n'))
      ? []
      : [
          {
            severity: 'warning',
            reason: 'BackendNotFound',
            message: `no workload of mesh ${mesh} that can be called has the tag ${serviceTag}: ${service}, so nobody is called at his own address by this`,
            path: `networking.transparentProxying.directAccessServices[${i}]`,
            ref,
          },
        ],
  );
}

/** Why a selector selects nothing: there is no such service, or it has no such port. */
function whatIsMissing(to: ServiceSelector, mesh: string, callable: CallablePorts, track: Tracker): string {
  if (calledPort(to, mesh, callable, track) !== undefined)
    return 'no MeshTrafficPermission lets it in where this leads';
  const kind = to.of === 'ServiceTag' ? `inbound with the tag ${serviceTag}:` : to.of;
  if (to.kind !== 'named') {
    const labels = to.kind === 'labelled' ? Object.entries(to.labels).map(label => label.join('=')) : [];
    const at = to.port === undefined ? '' : ` and a port ${to.port}`;
    return `no ${kind} of mesh ${mesh} has the labels ${labels.join(', ')}${at}`;
  }
  const ports = portsNamed(to, mesh, callable, track);
  if (ports.length === 0) return `there is no ${kind} ${to.name} in mesh ${mesh}`;
  const has = ports.map(({ port, portName }) => (portName === undefined ? port : `${port} (${portName})`));
  return `${kind} ${to.name} has no port ${to.port}; it has ${has.join(', ')}`;
}
