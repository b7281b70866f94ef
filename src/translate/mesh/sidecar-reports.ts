import type { Collection, Graph, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { type ReachDeclaration, type Report, type ServiceSelector, type Sidecar, selectorKey } from '#model';
import type { Dataplane } from '#resources';
import { reportOn } from '../report.ts';
import { holds } from '../verdict.ts';
import { type CallablePorts, calledPort, portsNamed } from './called-port.ts';
import { serviceTag } from './sidecar.ts';

/** UnmatchedReach is what of the sets of a mesh selects nothing, by the name of the set. */
export interface UnmatchedReach {
  readonly unmatched: Collection<readonly ServiceSelector[]>;
  setOf(declaration: ReachDeclaration): string;
}

/** reportSidecars derives what to say of each Dataplane: whom it wants to call, and cannot. */
export function reportSidecars(
  graph: Graph,
  dataplanes: Collection<Dataplane>,
  sidecars: Collection<Sidecar>,
  callable: CallablePorts,
  { unmatched, setOf }: UnmatchedReach,
): Collection<Report> {
  return graph.map<Dataplane, Report>('translate/dataplane-reports', dataplanes, (dataplane, key, track) => {
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
      ...sidecar.outbounds
        .filter(({ to }) => calledPort(to, sidecar.mesh, callable, track) === undefined)
        .map(({ to }) => say(to, 'nothing listens there')),
      ...(sidecar.reach?.services ?? [])
        .filter(selector => unselecting.has(selectorKey(selector)))
        .map(selector => say(selector, 'it reaches nothing by this')),
    ];
    const verdicts = { Accepted: holds('Accepted', 'The Dataplane was accepted') };
    return reportOn(dataplane, findings, { kind: 'object', verdicts });
  });
}

/** Why a selector selects nothing: there is no such service, or it has no such port. */
function whatIsMissing(to: ServiceSelector, mesh: string, callable: CallablePorts, track: Tracker): string {
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
