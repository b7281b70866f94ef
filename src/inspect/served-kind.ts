import type { AnyKind } from '#resources';
import { kinds } from '#resources';
import { type Column, columnsOf } from './columns.ts';

/** ServedKind is a kind as the API offers it. */
export interface ServedKind {
  readonly id: AnyKind['id'];
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly columns: readonly Column[];
}

/** servedKinds are all kinds, in their own order. */
export const servedKinds: readonly ServedKind[] = kinds.map(kind => ({
  id: kind.id,
  group: kind.group,
  version: kind.versions[0] ?? 'v1',
  kind: kind.kind,
  plural: kind.plural,
  shortNames: kind.shortNames,
  namespaced: kind.scope === 'Namespaced',
  columns: columnsOf(kind.id),
}));

/**
 * findKind finds a kind by the words that kubectl takes: plural, singular or short name, in any case, with the group after
 * a dot where two dialects have the same name (`backends.gateway.envoyproxy.io`).
 */
export function findKind(word: string): ServedKind | undefined {
  const [name = '', ...group] = word.toLowerCase().split('.');
  return servedKinds.find(
    kind =>
      [kind.plural, kind.kind.toLowerCase(), ...kind.shortNames].includes(name) &&
      (group.length === 0 || kind.group === group.join('.')),
  );
}
