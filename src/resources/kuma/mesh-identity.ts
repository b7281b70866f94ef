import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { defaulted } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { kumaGroup, kumaVersions, labels } from './fields.ts';
import { provider } from './mesh-identity/provider.ts';
import { template } from './template.ts';

const spec = Type.Object({
  selector: defaulted(Type.Object({ dataplane: Type.Optional(Type.Object({ matchLabels: labels })) }), {}),
  spiffeID: defaulted(
    Type.Object({
      trustDomain: Type.Optional(
        template('a template of a trust domain, such as `{{ .Mesh }}.{{ .Zone }}.mesh.local`', ['label']),
      ),
      path: Type.Optional(
        template('a template of a path, such as `/ns/{{ .Namespace }}/sa/{{ .ServiceAccount }}`', ['label']),
      ),
    }),
    {},
  ),
  provider: Type.Optional(provider),
});

/**
 * MeshIdentitySpec gives identities to the workloads that `selector.dataplane` selects (without labels: all; absent: none): a
 * SPIFFE ID made from templates, and a certificate from the provider.
 */
export type MeshIdentitySpec = Read<typeof spec>;

const body = Type.Object({ spec });
const hub = ({ spec }: Read<typeof body>): MeshIdentitySpec => spec;

export const meshIdentity = defineKind({
  id: 'kuma/MeshIdentity',
  group: kumaGroup,
  kind: 'MeshIdentity',
  plural: 'meshidentities',
  shortNames: ['mid'],
  versions: kumaVersions,
  scope: 'Namespaced',
  body,
  hub,
  universal: { scope: 'Mesh', body, hub },
});
export type MeshIdentity = ResourceOf<typeof meshIdentity>;
