import type { Collection, Graph, Tracker } from '#graph';
import { deepEqual } from '#lib/equal.ts';
import type { Finding } from '#lib/finding.ts';
import type { ReachDeclaration, Report, ServiceSelector, Sidecar } from '#model';
import type { Dataplane } from '#resources';
import { reportOn } from '../report.ts';
import { holds } from '../verdict.ts';
import { type CallablePorts, calledPort, portsNamed } from './called-port.ts';
import { outboundSelector, refSelector } from './declared-reach.ts';
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
    const context = { dataplane, mesh: sidecar.mesh, callable, track };
    const findings = [...outboundFindings(context), ...reachFindings(nothing, context)];
    const verdicts = { Accepted: holds('Accepted', 'The Dataplane was accepted') };
    return reportOn(dataplane, findings, { kind: 'object', verdicts });
  });
}

interface Context {
  readonly dataplane: Dataplane;
  readonly mesh: string;
  readonly callable: CallablePorts;
  readonly track: Tracker;
}

function outboundFindings({ dataplane, mesh, callable, track }: Context): Finding[] {
  return dataplane.spec.networking.outbound.flatMap(({ tags, backendRef }, index) => {
    const to: ServiceSelector =
      backendRef === undefined
        ? { kind: 'named', of: 'ServiceTag', name: tags[serviceTag] ?? '' }
        : outboundSelector(backendRef);
    if (calledPort(to, mesh, callable, track) !== undefined) return [];
    const path = `networking.outbound[${index}]`;
    return [
      finding(dataplane, path, `${whatIsMissing(to, mesh, callable, track)}, so nothing listens there`),
    ];
  });
}

function reachFindings(nothing: readonly ServiceSelector[], context: Context): Finding[] {
  const { dataplane, mesh, callable, track } = context;
  const { reachableServices = [], reachableBackends } = dataplane.spec.networking.transparentProxying ?? {};
  const at = 'networking.transparentProxying';
  const say = (selector: ServiceSelector, path: string) =>
    nothing.some(one => deepEqual(one, selector))
      ? [
          finding(
            dataplane,
            path,
            `${whatIsMissing(selector, mesh, callable, track)}, so it reaches nothing by this`,
          ),
        ]
      : [];
  return [
    ...(reachableBackends?.refs ?? []).flatMap((ref, i) =>
      say(refSelector(ref), `${at}.reachableBackends.refs[${i}]`),
    ),
    ...reachableServices.flatMap((name, i) =>
      say({ kind: 'named', of: 'ServiceTag', name }, `${at}.reachableServices[${i}]`),
    ),
  ];
}

function finding({ ref }: Dataplane, path: string, message: string): Finding {
  return { severity: 'warning', reason: 'BackendNotFound', message, path, ref };
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
