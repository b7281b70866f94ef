import type { MessageInitShape } from '@bufbuild/protobuf';
import type { SubjectAltNameMatcherSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/common_pb.js';
import { ads } from './config-source.ts';
import { identityName, meshRootsName } from './names.ts';

/** meshAlpn is the ALPN that sidecars, Kuma's too, offer each other: it tells TLS of the mesh from that of applications. */
export const meshAlpn = 'kuma';

/** meshIdentity is the key pair that a sidecar shows in its mesh. */
export function meshIdentity(mesh: string) {
  return { tlsCertificateSdsSecretConfigs: [{ name: identityName(mesh), sdsConfig: ads }] };
}

/** meshValidation trusts certificates that the roots of a mesh vouch for and that have one of these names. */
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
