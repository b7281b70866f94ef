import type { Kind } from './kind.ts';

/** KindTable finds kinds by their names. */
export interface KindTable<K extends Kind<string, unknown>> {
  readonly all: readonly K[];
  /** By API group ('' for the core group) and kind. */
  named(group: string, kind: string): K | undefined;
  /** By the `type` of a document in the universal form, among the kinds that have one. */
  typed(type: string): K | undefined;
}

export function kindTable<K extends Kind<string, unknown>>(all: readonly K[]): KindTable<K> {
  const byName = new Map(all.map(kind => [`${kind.group}/${kind.kind}`, kind]));
  const byType = new Map(
    all.filter(({ universal }) => universal !== undefined).map(kind => [kind.kind, kind]),
  );
  return {
    all,
    named: (group, kind) => byName.get(`${group}/${kind}`),
    typed: type => byType.get(type),
  };
}
