import type { BackendFacets } from '#model';
import type { EnvoyProxy } from '#resources';
import { type KeyPairContext, resolveKeyPair } from '../key-pair.ts';
import { addressedBy } from '../policies/backend-settings.ts';
import { given, unlessEmpty } from '../policies/given.ts';
import { tlsParametersOf } from '../tls-parameters.ts';
import type { PartProblem } from './part.ts';

/** backendSettings reads how an EnvoyProxy has all backends used. */
export function backendSettings(
  { ref, spec }: EnvoyProxy,
  context: KeyPairContext,
): { readonly facets: BackendFacets; readonly problems: readonly PartProblem[] } {
  const { backendTLS, routingType } = spec;
  const addressed = routingType && addressedBy(routingType);
  if (backendTLS === undefined) return { facets: given({ addressed }), problems: [] };
  const { clientCertificateRef, alpnProtocols, ...parameters } = backendTLS;
  const what = 'clientCertificateRef';
  const own = clientCertificateRef && resolveKeyPair(what, clientCertificateRef, ref, context);
  const shownCertificate = own?.key === undefined ? undefined : { certificate: own.key };
  const spokenTls = unlessEmpty(given({ ...tlsParametersOf(parameters), alpn: alpnProtocols }));
  const problems: readonly PartProblem[] =
    own?.problem === undefined
      ? []
      : [
          {
            part: 'client certificate',
            reason: own.problem.kind === 'grant' ? 'RefNotPermitted' : 'Invalid',
            message: own.problem.message,
            path: `spec.backendTLS.${what}`,
          },
        ];
  return { facets: given({ addressed, shownCertificate, spokenTls }), problems };
}
