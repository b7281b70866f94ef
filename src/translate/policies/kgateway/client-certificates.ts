import type { ClientTls } from '#model';
import type { ListenerPolicy } from '#resources';
import { resolveAuthority, togetherAsPem } from '../../authorities.ts';
import type { PolicyContext } from '../policy-kind.ts';
import type { SectionProblem } from '../section-problem.ts';

type Written = NonNullable<NonNullable<ListenerPolicy['spec']['default']>['clientCertificateValidation']>;

/** clientCertificatesOf reads what clients are asked for; with a problem, clients would come in that should be kept out. */
export function clientCertificatesOf(
  { mode, caCertificateRefs }: Written,
  path: string,
  { ref: { group, kind, namespace } }: Pick<ListenerPolicy, 'ref'>,
  context: PolicyContext,
): { readonly tls: ClientTls } | { readonly problem: SectionProblem } {
  const pems: string[] = [];
  for (const [i, ref] of caCertificateRefs.entries()) {
    const found = resolveAuthority(ref, { group, kind, namespace }, context);
    if ('message' in found) {
      const reason = found.kind === 'grant' ? 'RefNotPermitted' : 'Invalid';
      return { problem: { reason, message: found.message, path: `${path}.caCertificateRefs[${i}]` } };
    }
    pems.push(found.pem);
  }
  const authorities = togetherAsPem(pems);
  return { tls: { clients: { required: mode === 'Require', isUntrustedTaken: false, authorities } } };
}
