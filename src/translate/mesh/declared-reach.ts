import type { ReachDeclaration, ServiceKind, ServiceSelector } from '#model';
import { type Dataplane, type Mesh, placeInMesh, type ReachableRef } from '#resources';
import { serviceModeOf } from './service-mode.ts';

/** The field of a Dataplane that holds the declaration. */
const within = 'networking.transparentProxying';

/** The kinds of services that are objects of their own. */
const objects = ['MeshService', 'MeshExternalService', 'MeshMultiZoneService'] as const;

/**
 * declaredReach is what a Dataplane declares to reach. Without a declaration, that is everything. A list, however short,
 * means no more than it says: one that lists backends reaches no services by their tags, unless it lists those too. (In Kuma
 * it reaches all of them.) The mode of the mesh decides which kinds of services exist to be reached: see `kuma.md`,
 * section 3, rule 6.
 */
export function declaredReach(dataplane: Dataplane, mesh: Mesh | undefined): ReachDeclaration {
  const { reachableServices = ['*'], reachableBackends } =
    dataplane.spec.networking.transparentProxying ?? {};
  const isListed = dataplane.spec.networking.transparentProxying?.reachableServices !== undefined;
  const mode = serviceModeOf(mesh);
  const hasTags = mode.hasTags && (isListed || reachableBackends === undefined);
  const reachesObjects =
    reachableBackends !== undefined ||
    mode.unlisted === 'always' ||
    (mode.unlisted === 'unless-tags-are-listed' && !isListed);
  const ofObjects =
    !mode.hasObjects || !reachesObjects
      ? []
      : (reachableBackends?.refs.map((ref, i) =>
          refSelector(ref, `${within}.reachableBackends.refs[${i}]`),
        ) ?? objects.map(everyOne));
  return {
    mesh: placeInMesh(dataplane).mesh,
    services: [...(hasTags ? tagSelectors(reachableServices) : []), ...ofObjects],
    policies: [],
  };
}

/** An empty list means everything, as its users know it; a Dataplane that reaches nothing says `reachableBackends: {}`. */
function tagSelectors(services: readonly string[]): readonly ServiceSelector[] {
  if (services.length === 0 || services.includes('*')) return [everyOne('ServiceTag')];
  return services.map((name, i) => ({
    kind: 'named',
    of: 'ServiceTag',
    name,
    at: `${within}.reachableServices[${i}]`,
  }));
}

function everyOne(of: ServiceKind): ServiceSelector {
  return { kind: 'all', of };
}

/**
 * refSelector is what a ref of `reachableBackends` selects. Labels select every service that has them; without a port, every
 * port is meant.
 */
export function refSelector(
  { kind, name, namespace, labels, port }: ReachableRef,
  at: string,
): ServiceSelector {
  const what = { of: kind, at, ...(port === undefined ? {} : { port: String(port) }) };
  if (name === undefined) return { kind: 'labelled', ...what, labels };
  return { kind: 'named', ...what, name, ...(namespace === undefined ? {} : { namespace }) };
}
