import type { TlsParameters } from '#model';
import type { WrittenTlsParameters } from '#resources';

/** tlsParametersOf gives the TLS parameters that were written, and no defaults. */
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
