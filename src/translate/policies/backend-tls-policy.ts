import type { UpstreamTrust } from '#model';
import type { BackendTlsPolicy } from '#resources';
import { resolveAuthority, togetherAsPem, unresolvedAuthority } from '../authorities.ts';
import { subjectAltNameOf } from '../subject-alt-name.ts';
import { fails, holds } from '../verdict.ts';
import type { PolicyContext, PolicyKind, PolicyMeaning } from './policy-kind.ts';

/** BackendTLSPolicy of the Gateway API: by which authorities, and by which names, a backend is verified. */
export const backendTlsPolicy: PolicyKind<BackendTlsPolicy> = {
  id: 'gateway-api/BackendTLSPolicy',
  group: 'gateway.networking.k8s.io',
  kind: 'BackendTLSPolicy',
  targets: ['backend'],
  guards: 'backend-tls',
  translate({ ref, spec: { validation } }, context) {
    const name = `${ref.namespace}/${ref.name}`;
    if (validation === undefined) throw new Error('only of one that cannot be read, which is not translated');
    const { hostname, subjectAltNames } = validation;
    const { trust, findings = [], ...said } = trustOf(validation, ref, context);
    const [problem] = findings;
    if (trust === undefined) {
      const message = problem?.message ?? '';
      return {
        ...said,
        findings,
        tls: {
          reason: 'InvalidBackendTLS',
          message: `BackendTLSPolicy ${name} cannot be met: ${message}`,
          cause: ref,
        },
      };
    }
    return {
      ...said,
      findings,
      tls: {
        trust,
        serverName: { kind: 'fixed', name: hostname },
        ...(subjectAltNames.length === 0
          ? {}
          : { subjectAltNames: subjectAltNames.flatMap(subjectAltNameOf) }),
      },
    };
  },
};

type Validation = NonNullable<BackendTlsPolicy['spec']['validation']>;

type Trusted = Pick<PolicyMeaning, 'refused' | 'verdicts' | 'findings'> & { readonly trust?: UpstreamTrust };

/** The references that can be used are; without any, no backend could be trusted (BackendTLSPolicyValidation). */
function trustOf(
  { caCertificateRefs, wellKnownCACertificates }: Validation,
  policy: BackendTlsPolicy['ref'],
  context: PolicyContext,
): Trusted {
  const resolved = { ResolvedRefs: holds('ResolvedRefs', 'All references were resolved') };
  if (wellKnownCACertificates !== undefined) return { trust: { kind: 'system-roots' }, verdicts: resolved };
  const found = caCertificateRefs.map(wanted => resolveAuthority(wanted, policy, context));
  const pems = found.flatMap(f => ('pem' in f ? [f.pem] : []));
  const problems = found.flatMap((f, i) => {
    const path = `spec.validation.caCertificateRefs[${i}]`;
    return 'pem' in f ? [] : [{ reason: unresolvedAuthority[f.kind], message: f.message, path }];
  });
  const [first] = problems;
  return {
    ...(pems.length === 0
      ? { refused: fails('NoValidCACertificate', problems.map(p => p.message).join('; ')) }
      : { trust: { kind: 'authorities', pem: togetherAsPem(pems) } }),
    verdicts: first === undefined ? resolved : { ResolvedRefs: fails(first.reason, first.message) },
    findings: problems.map(problem => ({ severity: 'error', ...problem })),
  };
}
