import type { MessageInitShape } from '@bufbuild/protobuf';
import type { SubjectAltNameMatcherSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/common_pb.js';
import { ads } from './config-source.ts';
import { identityName, meshRootsName } from './names.ts';

/** meshAlpn is what sidecars offer each other, by which TLS of the mesh is told from that of applications. Kuma's sidecars do too. */
export const meshAlpn = 'kuma';

/** meshIdentity is the key pair that a sidecar shows in its mesh. */
export function meshIdentity(mesh: string) {
  return { tlsCertificateSdsSecretConfigs: [{ name: identityName(mesh), sdsConfig: ads }] };
}

/** meshValidation believes whom the roots of a mesh vouch for, where one of these names is theirs. */
export function meshValidation(
  mesh: string,
  matchTypedSubjectAltNames: MessageInitShape<typeof SubjectAltNameMatcherSchema>[],
) {
  const value = {
    defaultValidationContext: { matchTypedSubjectAltNames },
    validationContextSdsSecretConfig: { name: meshRootsName(mesh), sdsConfig: ads },
  };
  return { validationContextType: { case: 'combinedValidationContext', value } } as const;
}
