import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { Read } from '../schema/readonly.ts';

const spec = Type.Object({
  signerName: Type.Optional(Type.String({ maxLength: 571 })),
  trustBundle: Type.String({ minLength: 1, maxLength: 1_048_576 }),
});
/** ClusterTrustBundleSpec: `trustBundle` is certificates (PEM) that are trusted. */
export type ClusterTrustBundleSpec = Read<typeof spec>;

export const clusterTrustBundle = defineKind({
  id: 'kubernetes/ClusterTrustBundle',
  group: 'certificates.k8s.io',
  kind: 'ClusterTrustBundle',
  plural: 'clustertrustbundles',
  shortNames: [],
  versions: ['v1beta1', 'v1alpha1'],
  scope: 'Cluster',
  body: Type.Object({ spec }),
  hub: body => body.spec,
});
export type ClusterTrustBundle = ResourceOf<typeof clusterTrustBundle>;
