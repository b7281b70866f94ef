import type { AnyKind, Kind } from '#resources';
import { kinds } from '#resources';
import { type Column, columnsOf } from './columns.ts';

/** ServedKind is a kind as the API offers it. */
export interface ServedKind {
  readonly id: AnyKind['id'];
  readonly group: string;
  /** The preferred one of `versions`. */
  readonly version: string;
  readonly versions: readonly string[];
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  /** Of a kind that is also written in the universal form: whether it is in a mesh then, and what paths call it. */
  readonly universal?: { readonly scope: 'Mesh' | 'Global'; readonly plural: string };
  /** Its plural in paths of that form. */
  readonly universalPlural: string;
  readonly columns: readonly Column[];
}

/** servedKinds are all kinds, in their own order. */
export const servedKinds: readonly ServedKind[] = kinds.map((kind: Kind<AnyKind['id'], unknown>) => ({
  id: kind.id,
  group: kind.group,
  version: kind.versions[0] ?? 'v1',
  versions: kind.versions,
  kind: kind.kind,
  plural: kind.plural,
  shortNames: kind.shortNames,
  namespaced: kind.scope === 'Namespaced',
  ...(kind.universal === undefined
    ? {}
    : { universal: { scope: kind.universal.scope, plural: kind.universal.plural ?? kind.plural } }),
  universalPlural: kind.universal?.plural ?? kind.plural,
  columns: columnsOf(kind.id),
}));

/**
 * findKinds finds the kinds that a word may mean, as kubectl takes them: plural, singular or short name, in any case, with the
 * group after a dot where dialects have the same name (`backends.gateway.envoyproxy.io`). Without a group, one of the core group
 * is meant alone, as with kubectl: `secret` is that of Kubernetes.
 */
export function findKinds(word: string): readonly ServedKind[] {
  const [name = '', ...group] = word.toLowerCase().split('.');
  const named = servedKinds.filter(
    kind =>
      [kind.plural, kind.kind.toLowerCase(), ...kind.shortNames].includes(name) &&
      (group.length === 0 || kind.group === group.join('.')),
  );
  const ofCore = named.filter(kind => kind.group === '');
  return ofCore.length > 0 ? ofCore : named;
}

/** findKind finds the kind that a word means where only one can be: the first of `findKinds`. */
export function findKind(word: string): ServedKind | undefined {
  return findKinds(word)[0];
}

/** typeName is how kubectl names a type in what it says: `backend.gateway.envoyproxy.io`. */
export function typeName({ kind, group }: Pick<ServedKind, 'kind' | 'group'>): string {
  return group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
}
