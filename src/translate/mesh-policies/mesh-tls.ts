import type { TlsParameters } from '#model';
import type { WrittenMeshTls } from '#resources';
import { tlsVersions } from '../mesh/tls-versions.ts';
import { given, unlessEmpty } from '../policies/given.ts';
import type { MeshPolicyKind } from './mesh-policy-kind.ts';

/**
 * meshTls is the TLS that sidecars speak to each other; its versions and ciphers concern the caller as well as the called.
 */
export const meshTls: MeshPolicyKind<WrittenMeshTls> = {
  id: 'kuma/MeshTLS',
  shapesBackends: true,
  meaning({ mode, tlsVersion = {}, tlsCiphers = [] }, { direction, isOutside = false }) {
    const parameters: TlsParameters = {
      ...tlsVersions(tlsVersion),
      ...given({ ciphers: tlsCiphers.length === 0 ? undefined : ciphersOf(tlsCiphers) }),
    };
    if (direction === 'outbound')
      return isOutside ? {} : given({ backend: unlessEmpty(given({ spokenTls: unlessEmpty(parameters) })) });
    const mutualTls = {
      ...given({ isPermissive: mode && mode === 'Permissive', parameters: unlessEmpty(parameters) }),
    };
    return given({ mutualTls: unlessEmpty(mutualTls) });
  },
};

/** The certificate's key type decides which cipher of an RSA/ECDSA pair is used, and the keys of sidecars are ECDSA. */
function ciphersOf(written: readonly string[]): readonly string[] {
  return [...new Set(written.flatMap(cipher => [cipher.replace('-RSA-', '-ECDSA-'), cipher]))];
}
