import type { Dataplane, Mesh } from '#resources';

type Tags = Readonly<Record<string, string>>;

/** MembershipRefusal says why a mesh does not take a Dataplane, and which field is to blame. */
export interface MembershipRefusal {
  readonly message: string;
  readonly path: string;
}

/**
 * membershipRefusal checks each inbound of a Dataplane, or its gateway, against `constraints.dataplaneProxy` of its mesh. It
 * must have all tags of at least one requirement, where there are any, and must not have all tags of any restriction. `*` is
 * any value.
 */
export function membershipRefusal(
  { spec: { networking } }: Dataplane,
  mesh: Mesh | undefined,
): MembershipRefusal | undefined {
  const constraints = mesh?.spec.constraints?.dataplaneProxy;
  if (mesh === undefined || constraints === undefined) return undefined;
  const { requirements, restrictions } = constraints;
  const { name } = mesh.ref;
  for (const { tags, path } of tagged(networking)) {
    if (requirements.length > 0 && !requirements.some(one => hasTags(tags, one.tags))) {
      const wanted = requirements.map(one => words(one.tags)).join(', or ');
      return { message: `the mesh ${name} takes only who has the tags ${wanted}`, path };
    }
    const forbidden = restrictions.find(one => hasTags(tags, one.tags));
    if (forbidden !== undefined)
      return { message: `the mesh ${name} takes nobody who has the tags ${words(forbidden.tags)}`, path };
  }
  return undefined;
}

function tagged({ inbound, gateway }: Dataplane['spec']['networking']) {
  return gateway === undefined
    ? inbound.map(({ tags }, i) => ({ tags, path: `networking.inbound[${i}].tags` }))
    : [{ tags: gateway.tags, path: 'networking.gateway.tags' }];
}

function hasTags(tags: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([key, value]) => {
    const has = tags[key] ?? '';
    return value === '*' ? has !== '' : has === value;
  });
}

function words(tags: Tags): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(' and ');
}
