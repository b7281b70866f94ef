import { Type } from 'typebox';
import { type ParentReference, parentReference } from './references.ts';

/** MaybeUnreadable is a part of the hub form of every kind of route. */
export interface MaybeUnreadable {
  /**
   * No version of the route could be read, except for what it attaches to: it serves nothing, and this is reported for its
   * parents.
   */
  readonly isUnreadable?: true;
}

/** attachingProperties say what a route attaches to: to these parents, and to default Gateways if it asks for them. */
export const attachingProperties = {
  parentRefs: Type.Array(parentReference, { maxItems: 32, default: [] }),
  useDefaultGateways: Type.Optional(Type.Enum(['All', 'None'])),
};

interface Attaching {
  readonly parentRefs: readonly ParentReference[];
  readonly useDefaultGateways?: 'All' | 'None';
}

/** parentsAlone defines the stand-in for a route of which only the parents can be read. */
export const parentsAlone = {
  body: Type.Object({ spec: Type.Object(attachingProperties) }),
  hub: ({ spec }: { readonly spec: Attaching }) =>
    spec.parentRefs.length === 0 && spec.useDefaultGateways !== 'All'
      ? undefined
      : { ...spec, hostnames: [], rules: [], isUnreadable: true as const },
};
