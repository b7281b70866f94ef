import { displayRef, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import type { AnyResource } from '#resources';
import { alsoCalled, namedIn, nameKey } from './rename-references.ts';
import type { Target, WrittenObject } from './target.ts';

/** Referrers knows which objects refer to backends, and how. */
export interface Referrers {
  /**
   * tied says why a backend must stay as it is: something refers to it in a way in which it could not refer to the converted one.
   */
  tied(ref: ResourceRef): string | undefined;
  /** isNamed tells whether anything refers to a backend. */
  isNamed(ref: ResourceRef): boolean;
  /** aboutIt is a policy that targets a backend, if any. */
  aboutIt(ref: ResourceRef): string | undefined;
}

interface Referring {
  readonly resource: AnyResource;
  readonly written: WrittenObject;
}

/**
 * findReferrers searches all objects for references to backends; `hostsOf` returns the hosts by which one may be named besides.
 */
export function findReferrers(
  given: readonly Referring[],
  target: Target,
  hostsOf: (ref: ResourceRef) => readonly ResourceRef[],
): Referrers {
  const ties = new Map<string, string>();
  const named = new Set<string>();
  const policies = new Map<string, string>();
  for (const { resource, written } of given) {
    for (const about of targetsOf(resource)) policies.set(nameKey(about), displayRef(resource.ref));
    for (const one of namedIn(written)) {
      const key = nameKey(one);
      named.add(key);
      const tie = tieBetween(resource, one, target);
      if (tie !== undefined && !ties.has(key)) ties.set(key, tie);
    }
  }
  const namesOf = (ref: ResourceRef) =>
    [ref, ...hostsOf(ref)].flatMap(one => alsoCalled(one).map(called => nameKey({ ...one, ...called })));
  return {
    tied: ref => namesOf(ref).flatMap(key => ties.get(key) ?? [])[0],
    aboutIt: ref => namesOf(ref).flatMap(key => policies.get(key) ?? [])[0],
    isNamed: ref => namesOf(ref).some(key => named.has(key)),
  };
}

function targetsOf({ ref, spec }: AnyResource) {
  if (!('targets' in spec)) return [];
  return spec.targets.map(({ group, kind, name, namespace = ref.namespace }) => ({
    ...{ group, kind, name, namespace },
  }));
}

function tieBetween(
  { id, ref }: AnyResource,
  { sectionName }: ReturnType<typeof namedIn>[number],
  { own, isWhole, isTcp }: Target,
): string | undefined {
  const [made] = own;
  const who = displayRef(ref);
  if (isTcp === true && id === 'gateway-api/UDPRoute')
    return `${who} refers to it, and what is reached over UDP cannot be said`;
  if (id === 'kubernetes/Ingress' && made?.group === 'networking.istio.io')
    return `${who} refers to it, and an Ingress names no port of a host`;
  if (isWhole === true && sectionName !== undefined)
    return `${who} is about ${sectionName} of it, and a policy can be about the whole alone there`;
  return undefined;
}

/** membersOf lists the keys of all backends in the groups of a backend. */
export function membersOf({ id, ref, spec }: AnyResource): readonly string[] {
  switch (id) {
    case 'kgateway/Backend':
    case 'kgateway/Upstream':
    case 'gloo/Backend':
    case 'gloo/Upstream':
      return spec.destination.kind === 'priorityGroups'
        ? spec.destination.groups.flatMap(members =>
            members.flatMap(({ name }) =>
              alsoCalled(ref).map(called => resourceKey({ ...ref, ...called, name })),
            ),
          )
        : [];
    default:
      return [];
  }
}
