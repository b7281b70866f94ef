import type { PriorityGroups } from '#resources';
import type { DestinationKind } from './destination-kind.ts';

/** Backends that take over from each other, by name: they are looked up where they are used. */
export const priorityGroups: DestinationKind<PriorityGroups> = {
  build: ({ ref, destination: { groups } }) => {
    const { group, kind } = ref;
    return {
      kind: 'grouped',
      groups: groups.map(members => members.map(({ name, at }) => ({ ref: { group, kind, name }, at }))),
      findings: [],
    };
  },
};
