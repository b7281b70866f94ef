import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { kumaGroup, kumaVersions } from './fields.ts';

const pem = Type.Object({
  value: Type.String({
    minLength: 1,
    maxLength: 1_048_576,
    pattern: '-----BEGIN (TRUSTED )?CERTIFICATE-----',
    '~wants': 'certificates in PEM, and no key',
    '~secret': true,
  }),
});

const caBundle = ruled(
  Type.Object({ type: Type.Enum(['Pem']), pem: Type.Optional(pem) }),
  ({ type, pem }, report) => {
    if (pem === undefined) report(`is required where the type is ${type}`, 'pem');
    else if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem.value))
      report('must be certificates alone; a key does not belong here', 'pem', 'value');
  },
);

/** The trust domain of a SPIFFE ID: lower-case letters, digits, dots, dashes and underscores. */
const trustDomain = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^[a-z0-9._-]+$',
  '~wants': 'a trust domain: lower-case letters, digits, ".", "-" and "_"',
});

const spec = Type.Object(
  { trustDomain, caBundles: Type.Array(caBundle, { minItems: 1, maxItems: 64 }) },
  { '~ignores': ['origin'] },
);

/** MeshTrustSpec is the root certificates that a mesh trusts for workloads of a trust domain. */
export interface MeshTrustSpec {
  readonly trustDomain: string;
  /** PEM, one certificate or more in each. */
  readonly roots: readonly string[];
}

const body = Type.Object({ spec });
const hub = ({ spec: { trustDomain, caBundles } }: Read<typeof body>): MeshTrustSpec => ({
  trustDomain,
  roots: caBundles.flatMap(({ pem }) => pem?.value ?? []),
});

export const meshTrust = defineKind({
  id: 'kuma/MeshTrust',
  group: kumaGroup,
  kind: 'MeshTrust',
  plural: 'meshtrusts',
  shortNames: ['mtrust'],
  versions: kumaVersions,
  scope: 'Namespaced',
  body,
  hub,
  universal: { scope: 'Mesh', body, hub },
});
export type MeshTrust = ResourceOf<typeof meshTrust>;
