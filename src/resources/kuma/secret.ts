import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { base64, checkSize } from '../kubernetes/data.ts';
import { ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { kumaGroup, kumaVersions } from './fields.ts';

const body = Type.Object({ data: ruled(base64, (bytes, report) => checkSize([bytes], report)) });

/**
 * MeshSecretSpec: `data` is decoded, and must never be printed. On Kubernetes an ordinary Secret takes the place of this kind.
 */
export type MeshSecretSpec = Read<typeof body>;

const hub = (body: MeshSecretSpec): MeshSecretSpec => body;

/** meshSecret is a value to which objects of its mesh refer: a certificate, a key. */
export const meshSecret = defineKind({
  id: 'kuma/Secret',
  group: kumaGroup,
  kind: 'Secret',
  plural: 'meshsecrets',
  shortNames: [],
  versions: kumaVersions,
  scope: 'Namespaced',
  body,
  hub,
  universal: { scope: 'Mesh', plural: 'secrets', body, hub },
});
export type MeshSecret = ResourceOf<typeof meshSecret>;

/** globalSecret is a value for the control plane itself, such as a key that signs tokens. */
export const globalSecret = defineKind({
  id: 'kuma/GlobalSecret',
  group: kumaGroup,
  kind: 'GlobalSecret',
  plural: 'globalsecrets',
  shortNames: [],
  versions: kumaVersions,
  scope: 'Cluster',
  body,
  hub,
  universal: { scope: 'Global', plural: 'global-secrets', body, hub },
});
export type GlobalSecret = ResourceOf<typeof globalSecret>;
