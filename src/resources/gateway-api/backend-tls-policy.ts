import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { type PolicySpec, type PolicyTarget, standInFor } from '../policy.ts';
import { expressed, type Report, ruled, unserved } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';
import { annotationValue, gatewayApiGroup, hostname, preciseHostname } from './fields.ts';
import { policyTarget } from './policy-target.ts';
import { localObjectReference } from './references.ts';

/** subjectAltName is a name that a certificate may have. */
export const subjectAltName = expressed(
  ruled(
    Type.Object({
      type: Type.Enum(['Hostname', 'URI']),
      hostname: Type.Optional(hostname),
      uri: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 253,
          pattern: '^[A-Za-z][A-Za-z0-9+.-]*://[^\\s]+$',
          '~wants': 'an absolute URI such as spiffe://mesh.example/shop',
        }),
      ),
    }),
    ({ type, hostname, uri }, report) => {
      const [wanted, other] =
        type === 'Hostname' ? (['hostname', 'uri'] as const) : (['uri', 'hostname'] as const);
      if ({ hostname, uri }[wanted] === undefined) report(`is required where the type is ${type}`, wanted);
      if ({ hostname, uri }[other] !== undefined) report(`must be left out where the type is ${type}`, other);
    },
  ),
  ...[
    { type: 'Hostname', wanted: 'hostname', other: 'uri' },
    { type: 'URI', wanted: 'uri', other: 'hostname' },
  ].flatMap(({ type, wanted, other }) => [
    {
      rule: `self.type != '${type}' || has(self.${wanted})`,
      message: `is required where the type is ${type}`,
      at: `.${wanted}`,
    },
    {
      rule: `self.type != '${type}' || !has(self.${other})`,
      message: `must be left out where the type is ${type}`,
      at: `.${other}`,
    },
  ]),
);
/** WrittenSubjectAltName is subjectAltName as read. */
export type WrittenSubjectAltName = Read<typeof subjectAltName>;

const validation = ruled(
  Type.Object({
    caCertificateRefs: Type.Array(localObjectReference, { maxItems: 8, default: [] }),
    wellKnownCACertificates: Type.Optional(Type.Enum(['System'])),
    hostname: preciseHostname,
    subjectAltNames: Type.Array(subjectAltName, { maxItems: 5, default: [] }),
  }),
  checkTrust,
);

function checkTrust(
  {
    caCertificateRefs,
    wellKnownCACertificates,
  }: { caCertificateRefs: readonly unknown[]; wellKnownCACertificates?: unknown },
  report: Report,
): void {
  if (caCertificateRefs.length > 0 && wellKnownCACertificates !== undefined) {
    report('must be left out where caCertificateRefs are given', 'wellKnownCACertificates');
  }
  if (caCertificateRefs.length === 0 && wellKnownCACertificates === undefined) {
    report('are required unless wellKnownCACertificates is System', 'caCertificateRefs');
  }
}

const targetRefs = Type.Array(policyTarget, { minItems: 1, maxItems: 16 });
const spec = Type.Object({
  targetRefs,
  validation,
  options: unserved(mapOf(Type.String({ minLength: 1, maxLength: 253 }), annotationValue, 16)),
});

/** BackendTlsPolicySpec says which authorities, and which name, the certificate of a backend needs. */
export interface BackendTlsPolicySpec extends PolicySpec {
  /** Absent where it could not be read. */
  readonly validation?: Read<typeof validation>;
}

function about(targets: readonly PolicyTarget[]): PolicySpec {
  return { targets, selectors: [], merges: false };
}

export const backendTlsPolicy = defineKind({
  id: 'gateway-api/BackendTLSPolicy',
  group: gatewayApiGroup,
  kind: 'BackendTLSPolicy',
  plural: 'backendtlspolicies',
  shortNames: ['btlspolicy'],
  versions: ['v1', 'v1alpha3', 'v1alpha2'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: ({ spec: { targetRefs, validation } }): BackendTlsPolicySpec => ({ ...about(targetRefs), validation }),
  standIn: {
    body: Type.Object({ spec: Type.Object({ targetRefs }) }),
    hub: ({ spec }) => standInFor(about(spec.targetRefs)),
  },
});
export type BackendTlsPolicy = ResourceOf<typeof backendTlsPolicy>;
