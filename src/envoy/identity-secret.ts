import { SecretSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/secret_pb.js';
import { SPIFFECertValidatorConfigSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_spiffe_validator_config_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { TrustedRoots } from '#model';
import { encode } from './encode.ts';
import { typedExtension } from './extension.ts';
import { identityName, meshRootsName } from './names.ts';

/** encodeIdentity makes the SDS secret of a sidecar's key pair (PEM) in its mesh. It must never be printed. */
export function encodeIdentity(
  mesh: string,
  { chain, privateKey }: { readonly chain: string; readonly privateKey: string },
): XdsResource {
  const name = identityName(mesh);
  const value = { certificateChain: inline(chain), privateKey: inline(privateKey) };
  const bytes = encode(SecretSchema, { name, type: { case: 'tlsCertificate', value } });
  return xdsResource({ type: 'secret', name, bytes });
}

/**
 * encodeMeshRoots makes the SDS secret of the roots that sidecars of a mesh trust. Where there are several trust domains, each is
 * trusted only for its own identities; that takes Envoy's SPIFFE validator, which checks nothing else.
 */
export function encodeMeshRoots(mesh: string, trusted: readonly TrustedRoots[]): XdsResource {
  const name = meshRootsName(mesh);
  const bytes = encode(SecretSchema, {
    name,
    type: { case: 'validationContext', value: contextOf(trusted) },
  });
  return xdsResource({ type: 'secret', name, bytes });
}

function contextOf(trusted: readonly TrustedRoots[]) {
  const [only, ...others] = trusted;
  if (others.length === 0) return { trustedCa: inline(only?.roots.join('') ?? '') };
  const trustDomains = trusted.map(({ trustDomain, roots }) => ({
    name: trustDomain,
    trustBundle: inline(roots.join('')),
  }));
  return {
    customValidatorConfig: typedExtension(
      'envoy.tls.cert_validator.spiffe',
      SPIFFECertValidatorConfigSchema,
      { trustDomains },
    ),
  };
}

function inline(text: string) {
  return { specifier: { case: 'inlineBytes', value: Buffer.from(text) } } as const;
}
