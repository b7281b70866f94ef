import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { defaulted } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { kumaGroup, kumaVersions } from './fields.ts';

const body = Type.Object({ spec: defaulted(Type.Object({}), {}) });
const hub = ({ spec }: Read<typeof body>) => spec;

/** workload is a set of dataplanes: those whose label `kuma.io/workload` is its name. It has no fields of its own. */
export const workload = defineKind({
  id: 'kuma/Workload',
  group: kumaGroup,
  kind: 'Workload',
  plural: 'workloads',
  shortNames: ['wl'],
  versions: kumaVersions,
  isUnserved: true,
  scope: 'Namespaced',
  body,
  hub,
  universal: { scope: 'Mesh', body, hub },
});
export type Workload = ResourceOf<typeof workload>;
