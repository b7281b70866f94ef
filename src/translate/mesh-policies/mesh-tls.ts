import type { TlsParameters } from '#model';
import type { WrittenMeshTls } from '#resources';
import { tlsVersions } from '../mesh/tls-versions.ts';
import { given, unlessEmpty } from '../policies/given.ts';
import type { MeshPolicyKind } from './mesh-policy-kind.ts';

/** meshTls is how sidecars are called over TLS by each other: what of it is spoken, who calls and who is called must both know. */
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

/** Which of a pair of ciphers it is goes by the sort of key, and those of sidecars are ECDSA. */
function ciphersOf(written: readonly string[]): readonly string[] {
  return [...new Set(written.flatMap(cipher => [cipher.replace('-RSA-', '-ECDSA-'), cipher]))];
}
