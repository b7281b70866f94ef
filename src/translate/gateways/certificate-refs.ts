import type { ResourceKey } from '#lib/resource-ref.ts';
import type { GatewayListener } from '#resources';
import { type KeyPairContext, resolveKeyPair } from '../key-pair.ts';
import type { ListenerHolder } from './listener-holder.ts';
import type { ListenerProblem } from './listener-problem.ts';

/** ResolvedCertificates are the certificates that a listener can present, and what is wrong with its other references. */
export interface ResolvedCertificates {
  readonly certificates: readonly ResourceKey[];
  readonly problems: readonly ListenerProblem[];
}

/** resolveCertificates looks up the certificates of a listener; one that does not end TLS has none. */
export function resolveCertificates(
  holder: ListenerHolder,
  { protocol, tls }: GatewayListener,
  context: KeyPairContext,
): ResolvedCertificates {
  const endsTls = protocol === 'HTTPS' || (protocol === 'TLS' && tls?.mode === 'Terminate');
  if (!endsTls) return { certificates: [], problems: [] };
  const refs = tls?.certificateRefs ?? [];
  const found = refs.map(ref => resolveKeyPair('Certificate ref', ref, holder.ref, context));
  return {
    certificates: found.flatMap(({ key }) => key ?? []),
    problems: found.flatMap(({ problem }, i) =>
      problem === undefined
        ? []
        : [
            {
              reason: problem.kind === 'grant' ? 'RefNotPermitted' : 'InvalidCertificateRef',
              message: problem.message,
              path: `tls.certificateRefs[${i}]`,
            },
          ],
    ),
  };
}
