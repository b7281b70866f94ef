import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { checkNames, portNumber, servicePortProperties } from './service.ts';

const port = Type.Object({ ...servicePortProperties, port: portNumber });

const spec = Type.Object(
  {
    type: Type.Enum(['ClusterSetIP', 'Headless'], { default: 'ClusterSetIP' }),
    ips: Type.Array(Type.String({ minLength: 1, maxLength: 45 }), { maxItems: 2, default: [] }),
    ports: ruled(Type.Array(port, { maxItems: 256, default: [] }), uniqueBy('name'), checkNames),
  },
  { '~ignores': ['sessionAffinity', 'sessionAffinityConfig'] },
);

/** ServiceImportSpec is a Service that several clusters share (KEP-1645); `ips` is empty where none are written. */
export type ServiceImportSpec = Read<typeof spec>;

export const serviceImport = defineKind({
  id: 'kubernetes/ServiceImport',
  group: 'multicluster.x-k8s.io',
  kind: 'ServiceImport',
  plural: 'serviceimports',
  shortNames: ['svcim'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: body => body.spec,
});
export type ServiceImport = ResourceOf<typeof serviceImport>;
