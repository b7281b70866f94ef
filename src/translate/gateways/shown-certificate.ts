import type { Finding } from '#lib/finding.ts';
import type { BackendFacets, Verdicts } from '#model';
import type { Gateway } from '#resources';
import { type KeyPairContext, resolveKeyPair } from '../key-pair.ts';
import { fails, holds } from '../verdict.ts';

/**
 * ShownByGateway is the client certificate that a gateway presents to its backends, as a facet of their use, or why there is
 * none.
 */
export interface ShownByGateway {
  readonly facets?: BackendFacets;
  readonly verdicts: Verdicts;
  readonly findings: readonly Finding[];
}

/**
 * shownByGateway reads `spec.tls.backend`. A certificate that cannot be found is not presented: backends decide whether that
 * will do.
 */
export function shownByGateway({ ref, spec }: Gateway, context: KeyPairContext): ShownByGateway {
  const wanted = spec.tls?.backend?.clientCertificateRef;
  if (wanted === undefined) return { verdicts: {}, findings: [] };
  const { key, problem } = resolveKeyPair('clientCertificateRef', wanted, ref, context);
  if (problem === undefined) {
    const ResolvedRefs = holds('ResolvedRefs', 'All references were resolved');
    return { facets: { shownCertificate: { certificate: key } }, verdicts: { ResolvedRefs }, findings: [] };
  }
  const reason = problem.kind === 'grant' ? 'RefNotPermitted' : 'InvalidClientCertificateRef';
  const message = `${problem.message}; backends are shown no certificate until then`;
  const path = 'spec.tls.backend.clientCertificateRef';
  return {
    verdicts: { ResolvedRefs: fails(reason, message) },
    findings: [{ severity: 'error', reason, message, path, ref }],
  };
}
