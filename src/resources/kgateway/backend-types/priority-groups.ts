import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import { objectName } from '../../gateway-api/fields.ts';
import { converted } from '../../schema/annotate.ts';

/** NamedMember is a Backend of the same namespace, and the path where its name is written. */
export interface NamedMember {
  readonly name: string;
  readonly at: string;
}

/** PriorityGroups are groups of Backends that take over from each other: each is used while all groups before it are down. */
export interface PriorityGroups {
  readonly kind: 'priorityGroups';
  readonly groups: readonly (readonly NamedMember[])[];
}

const member = Type.Object({
  name: converted(objectName, (name, _, path): NamedMember => ({ name, at: sharedText(path()) })),
});
const group = Type.Object({ backendRefs: Type.Array(member, { minItems: 1, maxItems: 16 }) });

/** priorityGroups is `priorityGroups`. */
export const priorityGroups = converted(
  Type.Array(group, { minItems: 1, maxItems: 16 }),
  (groups): PriorityGroups => ({
    kind: 'priorityGroups',
    groups: groups.map(({ backendRefs }) => backendRefs.map(({ name }) => name)),
  }),
);
