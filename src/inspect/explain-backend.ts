import {
  displayRef,
  localZone,
  parseResourceKey,
  type ResourceKey,
  type ResourceRef,
  resourceKey,
} from '#lib/resource-ref.ts';
import { backendKey, type EndpointHealth, type Transport } from '#model';
import { type AnyResource, isRoute, type KgatewayBackend, routeKinds } from '#resources';
import type { ObjectStatus, SeenCluster } from '#status';
import { policiesAlong } from './explain-policy.ts';
import type { ExplainedEndpoint, ExplainedMember, ExplanationPart } from './explanation.ts';
import { groupsIn } from './group-members.ts';
import type { Inspected } from './inspected.ts';
import { type LocatedFinding, placeOf } from './located-finding.ts';
import { lookedUpNames } from './looked-up.ts';
import { calledBy, callingKinds, referencesOf } from './referrers.ts';
import { findBackend, showBackend } from './shown-backend.ts';
import { standingName } from './standing-name.ts';

type BackendId =
  | 'fairlead/Backend'
  | 'envoy-gateway/Backend'
  | 'istio/ServiceEntry'
  | 'kubernetes/Service'
  | 'kubernetes/ServiceImport';
type Explained = Extract<AnyResource, { id: BackendId }> | KgatewayBackend;

/** explainBackend says where requests to a backend end up, and what refers to it. */
export function explainBackend(
  key: ResourceKey,
  resource: Explained,
  inspected: Inspected,
  findings: readonly LocatedFinding[],
): ExplanationPart<'backend'> {
  return {
    kind: 'backend',
    backends: portsOf(resource).flatMap(({ sections, port, transport = 'tcp' }) => {
      const backend = inspected.backends.get(backendKey(resource.ref, port, transport));
      if (backend === undefined) return [];
      const objects = [resource.ref, ...hostsOf(resource)];
      const places = [
        ...objects.flatMap(object => sections.map(section => ({ object, section }))),
        ...objects.map(object => ({ object })),
      ];
      return [
        {
          port: String(port ?? ''),
          backend: showBackend(backend),
          policies: policiesAlong(places, inspected),
          names: lookedUpNames(backend, inspected),
          seen: seenEndpoints(backend.key, inspected.seen(key)),
        },
      ];
    }),
    ...groupsOf(key, resource, inspected, findings),
    ...readyOf(inspected.statuses.get(key)),
    referredToBy: referrersOf(resource, inspected),
  };
}

interface ExplainedPort {
  readonly sections: readonly string[];
  readonly port?: number;
  readonly transport?: Transport;
}

function portsOf(resource: Explained): readonly ExplainedPort[] {
  switch (resource.id) {
    case 'kubernetes/Service':
    case 'kubernetes/ServiceImport':
      return resource.spec.ports.map(({ name, port, protocol }) => ({
        sections: [...(name === undefined ? [] : [name]), String(port)],
        port,
        transport: transportOf(protocol),
      }));
    case 'istio/ServiceEntry':
      return resource.spec.ports.map(({ name, number: port }) => ({ sections: [name, String(port)], port }));
    default:
      return [{ sections: [] }];
  }
}

/** Further references by which policies target the object, besides its name: the hosts of a ServiceEntry. */
function hostsOf(resource: Explained): readonly ResourceRef[] {
  if (resource.id !== 'istio/ServiceEntry') return [];
  const { namespace, group, zone } = resource.ref;
  return resource.spec.hosts.map(name => ({ group, kind: 'Hostname', zone, namespace, name }));
}

function groupsOf(
  key: ResourceKey,
  resource: AnyResource,
  inspected: Inspected,
  findings: readonly LocatedFinding[],
): Pick<ExplanationPart<'backend'>, 'groups' | 'policies'> {
  const groups = groupsIn(resource);
  if (groups.length === 0) return {};
  return {
    policies: policiesAlong([{ object: resource.ref }], inspected),
    groups: groups.map(members =>
      members.map(({ ref, path }): ExplainedMember => {
        const own = findings.filter(finding => finding.path === path);
        const { target, backend } = findBackend(ref, resource.ref.namespace, 'tcp', inspected);
        const isUsable = backend !== undefined && !own.some(({ severity }) => severity === 'error');
        return {
          path,
          ...placeOf(key, path, inspected.locate),
          target,
          ...(isUsable ? { backend: showBackend(backend) } : {}),
          findings: own,
        };
      }),
    ),
  };
}

function readyOf({ conditions = [] }: ObjectStatus = {}): Pick<ExplanationPart<'backend'>, 'ready'> {
  const said = conditions.find(({ type }) => type === 'EndpointsReady');
  if (said === undefined) return {};
  const { status, reason, message } = said;
  return { ready: { status, reason, message } };
}

/** Proxies that see an endpoint alike are listed together. */
function seenEndpoints(backend: string, clusters: readonly SeenCluster[]): ExplainedEndpoint[] {
  const reports = clusters.filter(one => one.backend === backend).flatMap(one => one.reports);
  const alike = new Map<string, { endpoint: EndpointHealth; proxies: Set<string> }>();
  for (const { proxy, endpoints } of reports) {
    for (const endpoint of endpoints) {
      const { address, state, why } = endpoint;
      const key = JSON.stringify([address, state, why]);
      const known = alike.get(key);
      const first = known === undefined || endpoint.since < known.endpoint.since ? endpoint : known.endpoint;
      alike.set(key, { endpoint: first, proxies: new Set([...(known?.proxies ?? []), proxy]) });
    }
  }
  return [...alike.values()]
    .map(({ endpoint: { address, state, why, since }, proxies }) => ({
      address,
      state,
      ...(why === undefined ? {} : { why }),
      since: new Date(since).toISOString(),
      proxies: [...proxies].sort(),
    }))
    .sort((a, b) => (a.address < b.address ? -1 : 1));
}

function transportOf(protocol: string): Transport {
  return protocol === 'UDP' ? 'udp' : 'tcp';
}

/** Searches all routes and other referrers when asked, so that no index need be kept. */
function referrersOf(
  { ref: target }: AnyResource,
  inspected: Inspected,
): ExplanationPart<'backend'>['referredToBy'] {
  const wanted = resourceKey(target);
  return [...routeKinds.map(({ id }) => id), ...callingKinds].flatMap(id =>
    [...inspected.resources(id).entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, resource]) =>
        (isRoute(resource) ? referencesOf(resource) : calledBy(resource)).flatMap(({ to, path }) =>
          standingName(to, inspected.resources) !== wanted
            ? []
            : [
                {
                  referrer: displayRef(resource.ref),
                  path,
                  ...placeOf(key, path, inspected.locate),
                  ...throughOf(key, inspected),
                },
              ],
        ),
      ),
  );
}

/** For a route or policy, the gateways through which it is in force; objects that do not serve requests have none. */
function throughOf(
  referrer: ResourceKey,
  inspected: Inspected,
): Pick<ExplanationPart<'backend'>['referredToBy'][number], 'through'> {
  const outcome = inspected.reports.get(referrer)?.outcome;
  switch (outcome?.kind) {
    case 'policy': {
      const held = outcome.ancestors.filter(({ verdicts }) => verdicts.Accepted?.holds === true);
      const gateways = held.filter(({ ancestorRef }) => ancestorRef.kind === 'Gateway');
      return {
        through: gateways.map(({ ancestorRef: { group, kind, namespace = '', name } }) =>
          displayRef({ group, kind, zone: localZone, namespace, name }),
        ),
      };
    }
    case 'route':
      return { through: gatewaysOf(referrer, inspected) };
    default:
      return {};
  }
}

function gatewaysOf(route: ResourceKey, { reports }: Inspected): string[] {
  const outcome = reports.get(route)?.outcome;
  if (outcome?.kind !== 'route') return [];
  const taken = outcome.parents.filter(parent => parent.listeners.length > 0);
  return [...new Set(taken.flatMap(({ gateway }) => gateway ?? []))].map(key =>
    displayRef(parseResourceKey(key)),
  );
}
