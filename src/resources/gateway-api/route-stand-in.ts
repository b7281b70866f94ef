import { Type } from 'typebox';
import { type ParentReference, parentReference } from './references.ts';

/** MaybeUnreadable is what the hub form of every kind of route has. */
export interface MaybeUnreadable {
  /** No version of the route could be read but for what it attaches to: it serves nothing, and its parents are told so. */
  readonly isUnreadable?: true;
}

/** attachingProperties are what a route says of where it attaches: to these, and to all Gateways that take whoever asks for that. */
export const attachingProperties = {
  parentRefs: Type.Array(parentReference, { maxItems: 32, default: [] }),
  useDefaultGateways: Type.Optional(Type.Enum(['All', 'None'])),
};

interface Attaching {
  readonly parentRefs: readonly ParentReference[];
  readonly useDefaultGateways?: 'All' | 'None';
}

/** parentsAlone stand in for a route of which nothing else can be read. */
export const parentsAlone = {
  body: Type.Object({ spec: Type.Object(attachingProperties) }),
  hub: ({ spec }: { readonly spec: Attaching }) =>
    spec.parentRefs.length === 0 && spec.useDefaultGateways !== 'All'
      ? undefined
      : { ...spec, hostnames: [], rules: [], isUnreadable: true as const },
};
