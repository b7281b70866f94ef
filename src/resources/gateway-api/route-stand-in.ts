import { Type } from 'typebox';
import { type ParentReference, parentReference } from './references.ts';

/** MaybeUnreadable is what the hub form of every kind of route has. */
export interface MaybeUnreadable {
  /** No version of the route could be read but for what it attaches to: it serves nothing, and its parents are told so. */
  readonly isUnreadable?: true;
}

/** parentReferences are what a route attaches to. */
export const parentReferences = Type.Array(parentReference, { maxItems: 32, default: [] });

/** parentsAlone stand in for a route of which nothing else can be read. */
export const parentsAlone = {
  body: Type.Object({ spec: Type.Object({ parentRefs: parentReferences }) }),
  hub: ({ spec: { parentRefs } }: { readonly spec: { readonly parentRefs: readonly ParentReference[] } }) =>
    parentRefs.length === 0
      ? undefined
      : { parentRefs, hostnames: [], rules: [], isUnreadable: true as const },
};
