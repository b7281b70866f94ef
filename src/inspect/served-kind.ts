import type { AnyKind, Kind } from '#resources';
import { kinds } from '#resources';
import { type Column, columnsOf } from './columns.ts';

/** ServedKind is a kind as the API serves it. */
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
  /** For a kind that also has a universal form: whether it is then in a mesh, and its plural in paths. */
  readonly universal?: { readonly scope: 'Mesh' | 'Global'; readonly plural: string };
  /** The plural in paths of the universal form. */
  readonly universalPlural: string;
  readonly columns: readonly Column[];
}

/** servedKinds are all kinds, in the order of `kinds`. */
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
 * findKinds returns the kinds that a word may mean, as in kubectl: plural, singular or short name, in any case, with the group
 * after a dot where dialects share a name (`backends.gateway.envoyproxy.io`). Without a group, a kind of the core group excludes
 * the others, as in kubectl: `secret` is Kubernetes' own.
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

/** findKind returns the kind that a word means, where only one is wanted: the first of `findKinds`. */
export function findKind(word: string): ServedKind | undefined {
  return findKinds(word)[0];
}

/** typeName is how kubectl names a type in messages: `backend.gateway.envoyproxy.io`. */
export function typeName({ kind, group }: Pick<ServedKind, 'kind' | 'group'>): string {
  return group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
}
