import type { TlsParameters } from '#model';
import type { WrittenTlsParameters } from '#resources';

/** tlsParametersOf are those that were written, and no others. */
export function tlsParametersOf({
  minVersion,
  maxVersion,
  ciphers,
  ecdhCurves,
  signatureAlgorithms,
}: Omit<WrittenTlsParameters, 'alpnProtocols'>): TlsParameters {
  return {
    ...(minVersion === undefined || minVersion === 'Auto' ? {} : { minVersion }),
    ...(maxVersion === undefined || maxVersion === 'Auto' ? {} : { maxVersion }),
    ...(ciphers.length === 0 ? {} : { ciphers }),
    ...(ecdhCurves.length === 0 ? {} : { ecdhCurves }),
    ...(signatureAlgorithms.length === 0 ? {} : { signatureAlgorithms }),
  };
}
