import { Type } from 'typebox';
import type { ResourceOf } from '../../kind.ts';
import { type Report, ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { type CallerItem, callerMatch, oneWayToSay, rulesOf, targetedItems, topLevel } from './items.ts';

const action = Type.Object({
  action: Type.Enum(['Allow', 'Deny', 'AllowWithShadowDeny']),
});

const callers = Type.Array(callerMatch, { maxItems: 256 });
const lists = ruled(
  Type.Object({
    allow: Type.Optional(callers),
    allowWithShadowDeny: Type.Optional(callers),
    deny: Type.Optional(callers),
  }),
  ({ allow = [], allowWithShadowDeny = [], deny = [] }, report) => {
    if (allow.length + allowWithShadowDeny.length + deny.length === 0)
      report('must have at least one defined: allow, allowWithShadowDeny, deny');
  },
);

/**
 * WrittenPermission is the permission in an item of `from`, for the callers that the item names, or in one of `rules`, for the
 * callers that it lists.
 */
export type WrittenPermission = Read<typeof action> | Read<typeof lists>;

const spec = ruled(
  Type.Object({
    targetRef: topLevel('Mesh', 'MeshSubset', 'MeshService', 'MeshServiceSubset', 'Dataplane'),
    from: targetedItems(action, 'Mesh', 'MeshSubset', 'MeshService', 'MeshServiceSubset'),
    rules: rulesOf(lists),
  }),
  oneWayToSay,
  listsAlone,
);

/** A rule names its callers in its lists, so it must have no matches. */
function listsAlone({ rules }: { readonly rules: readonly CallerItem<unknown>[] }, report: Report): void {
  rules.forEach(({ matches }, i) => {
    if (matches.length > 0)
      report('must not be there: who is allowed or denied stands in default', 'rules', i, 'matches');
  });
}

export const meshTrafficPermission = defineMeshPolicy(
  { kind: 'MeshTrafficPermission', shortName: 'mtp' },
  spec,
);
export type MeshTrafficPermission = ResourceOf<typeof meshTrafficPermission>;
