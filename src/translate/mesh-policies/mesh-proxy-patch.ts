import { hasEntries } from '#lib/has-entries.ts';
import { parseResourceKey } from '#lib/resource-ref.ts';
import type { Modification, ProxyId, XdsPatch } from '#model';
import type { AnyMeshPolicy, WrittenModification, WrittenPatches } from '#resources';
import { operationOf } from '../json-patch-operation.ts';
import { given } from '../policies/given.ts';
import type { MeshPolicyKind, PlaceTraits } from './mesh-policy-kind.ts';
import type { PolicyItem } from './policy-item.ts';

/** Numbered is a written modification, with its policy and its index there. */
interface Numbered {
  readonly origin: string;
  readonly index: number;
  readonly written: WrittenModification;
}

/**
 * meshProxyPatch changes, in Envoy's own words, the resources that sidecars receive. What several policies say is applied in
 * sequence.
 */
export const meshProxyPatch: MeshPolicyKind<{ readonly all: readonly Numbered[] }> = {
  id: 'kuma/MeshProxyPatch',
  shapesBackends: true,
  together: items => ({ all: items.flatMap(numbered) }),
  meaning({ all }, place) {
    const modifications = all.flatMap(one => modificationAt(one, place) ?? []);
    return modifications.length === 0 ? {} : { modifications };
  },
};

function numbered({ settings, policy }: PolicyItem): readonly Numbered[] {
  const { appendModifications = [] } = settings as WrittenPatches;
  return appendModifications.map((written, index) => ({ origin: policy, index, written }));
}

const operations = {
  Patch: 'patch',
  Remove: 'remove',
  AddFirst: 'first',
  AddLast: 'last',
  AddBefore: 'before',
  AddAfter: 'after',
} as const satisfies Record<string, Modification['operation']>;

/** The kinds of resources that a modification can be about. */
const subjects = ['cluster', 'listener', 'networkFilter', 'httpFilter', 'virtualHost'] as const;

/** A modification applies at the places that it matches; resources added as a whole belong to no place. */
function modificationAt({ origin, index, written }: Numbered, place: PlaceTraits): Modification | undefined {
  const { listener, networkFilter, httpFilter, virtualHost } = written;
  const filter = networkFilter ?? httpFilter;
  const of = subjects.find(subject => written[subject] !== undefined);
  const said = of && written[of];
  if (of === undefined || said === undefined || said.operation === 'Add') return undefined;
  const wanted = listener?.match?.tags ?? filter?.match?.listenerTags ?? {};
  if (said.match?.origin !== undefined && said.match.origin !== place.direction) return undefined;
  if (!hasEntries(place.tags ?? {}, wanted)) return undefined;
  return {
    origin,
    index,
    of,
    operation: operations[said.operation],
    operations: (said.jsonPatches ?? []).map(operationOf),
    ...given({
      name: said.match?.name,
      within: filter?.match?.listenerName ?? virtualHost?.match?.routeConfigurationName,
      value: said.value,
    }),
  };
}

/** addedSet names the set of resources that a policy adds as a whole to the sidecars that it is about. */
export function addedSet(policy: string): ProxyId {
  return ['added', policy].join(':') as ProxyId;
}

/** addsSomething tells whether a policy adds resources as a whole. */
export function addsSomething({ id, settings }: PolicyItem): boolean {
  if (id !== 'kuma/MeshProxyPatch') return false;
  return ((settings as WrittenPatches).appendModifications ?? []).some(
    ({ cluster, listener }) => cluster?.operation === 'Add' || listener?.operation === 'Add',
  );
}

/** addedByPatches are the resources that a policy adds as a whole. */
export function addedByPatches(policy: AnyMeshPolicy, origin: string): readonly XdsPatch[] {
  if (policy.id !== 'kuma/MeshProxyPatch') return [];
  return (policy.spec.default.appendModifications ?? []).flatMap(({ cluster, listener }, index) => {
    const [type, said] =
      cluster === undefined ? (['listener', listener] as const) : (['cluster', cluster] as const);
    if (said?.operation !== 'Add' || said.value === undefined) return [];
    const operation = { op: 'add', path: '', value: said.value } as const;
    const { name } = parseResourceKey(origin);
    const created = policy.metadata.creationTimestamp ?? '';
    return [{ origin, created, priority: 0, index, proxy: addedSet(origin), type, name, operation }];
  });
}
