import { Type } from 'typebox';
import type { ResourceOf } from '../../kind.ts';
import { converted, type Report, ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { tlsVersionName, versionsInOrder } from '../tls-version.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { oneWayToSay, targetedItems, topLevel } from './items.ts';
import type { TargetRef } from './target-ref.ts';

const ciphers = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-RSA-CHACHA20-POLY1305',
] as const;

const tls = Type.Object({
  mode: Type.Optional(Type.Enum(['Strict', 'Permissive'])),
  tlsVersion: Type.Optional(
    ruled(
      Type.Object({ min: Type.Optional(tlsVersionName), max: Type.Optional(tlsVersionName) }),
      versionsInOrder,
      ({ max }, report) => {
        if (max === 'TLS10' || max === 'TLS11')
          report('must be TLS12, TLS13 or TLSAuto: sidecars have no ciphers for what is older', 'max');
      },
    ),
  ),
  tlsCiphers: Type.Optional(Type.Array(Type.Enum([...ciphers]), { maxItems: 16 })),
});
/** WrittenMeshTls says how sidecars call each other over TLS. */
export type WrittenMeshTls = Read<typeof tls>;

/** A rule for all callers. */
const rule = converted(Type.Object({ default: tls }), ({ default: settings }) => ({
  matches: [] as const,
  default: settings,
}));

interface Lists {
  readonly targetRef: TargetRef;
  readonly from: readonly { readonly default: WrittenMeshTls }[];
  readonly rules: readonly { readonly default: WrittenMeshTls }[];
}

/** Versions and ciphers are for a whole mesh only: caller and called sidecar must both know them. */
function ofWholeMesh({ targetRef, ...lists }: Lists, report: Report): void {
  if (targetRef.kind === 'Mesh') return;
  for (const list of ['from', 'rules'] as const) {
    lists[list].forEach(({ default: settings }, i) => {
      for (const field of ['tlsVersion', 'tlsCiphers'] as const) {
        if (settings[field] === undefined) continue;
        report(`${field} can only be defined with top level targetRef kind: Mesh`, list, i, 'default', field);
      }
    });
  }
}

const spec = ruled(
  Type.Object({
    targetRef: topLevel('Mesh', 'MeshSubset', 'Dataplane'),
    from: targetedItems(tls, 'Mesh'),
    rules: Type.Array(rule, { maxItems: 256, default: [] }),
  }),
  oneWayToSay,
  ofWholeMesh,
);

export const meshTls = defineMeshPolicy({ kind: 'MeshTLS', shortName: 'mtls' }, spec);
export type MeshTls = ResourceOf<typeof meshTls>;
