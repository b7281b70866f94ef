import { X509Certificate } from 'node:crypto';
import type { Collection, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { authorityKey, type MeshAuthority } from '#model';
import { type DataSource, type Mesh, type MeshIdentity, type MeshSecret, placeInMesh } from '#resources';
import { sourceText } from './source-text.ts';
import { trustDomainOf } from './spiffe-id.ts';

/** AuthorityState is a translated certificate authority, or the findings that say why there is none. */
export interface AuthorityState {
  /** The object that declares it. */
  readonly origin: ResourceKey;
  readonly authority?: MeshAuthority;
  readonly findings: readonly Finding[];
}

const day = 24 * 3600_000;
/** How long an authority that the control plane makes is valid, where nobody says. */
const usualLifetime = 3650 * day;

/** authoritiesOfMesh are the backends of `Mesh.mtls`. All of them are trusted, so that one can be exchanged for another. */
export function authoritiesOfMesh(
  mesh: Mesh,
  secrets: Collection<MeshSecret>,
  track: Tracker,
): readonly (readonly [string, AuthorityState])[] {
  const { name } = mesh.ref;
  const origin = resourceKey(mesh.ref);
  return (mesh.spec.mtls?.backends ?? []).map(({ name: backend, type, conf = {} }, index) => {
    const key = authorityKey(origin, backend);
    const traits = { key, origin, mesh: name, trustDomain: name, isTrusted: true };
    const { caCert, cert, key: privateKey } = conf;
    if (type === 'builtin') {
      const pair = { kind: 'builtin', lifetime: caCert?.expiration ?? usualLifetime } as const;
      return [key, { origin, authority: { ...traits, pair }, findings: [] }] as const;
    }
    const at = `mtls.backends[${index}].conf`;
    const written = { cert: [cert, `${at}.cert`], key: [privateKey, `${at}.key`] } as const;
    return [key, given(mesh, traits, written, secrets, track)] as const;
  });
}

/**
 * authorityOfIdentity is the authority of a MeshIdentity whose certificates the control plane makes (`Bundled`); undefined
 * without a provider.
 */
export function authorityOfIdentity(
  identity: MeshIdentity,
  secrets: Collection<MeshSecret>,
  track: Tracker,
): AuthorityState | undefined {
  const { provider } = identity.spec;
  const origin = resourceKey(identity.ref);
  const bundled = provider?.type === 'Bundled' ? provider.bundled : undefined;
  if (bundled === undefined) {
    if (provider === undefined) return undefined;
    return { origin, findings: [unserved(identity, 'spec.provider.type', provider.type)] };
  }
  const { mesh } = placeInMesh(identity);
  const trustDomain = trustDomainOf(identity);
  if ('problem' in trustDomain)
    return { origin, findings: [broken(identity, 'spec.spiffeID.trustDomain', trustDomain.problem)] };
  const isTrusted = bundled.meshTrustCreation === 'Enabled';
  const traits = { key: authorityKey(origin), origin, mesh, trustDomain: trustDomain.text, isTrusted };
  if (bundled.ca === undefined) {
    const pair = { kind: 'builtin', lifetime: usualLifetime } as const;
    return { origin, authority: { ...traits, pair }, findings: [] };
  }
  const at = 'spec.provider.bundled.ca';
  const { certificate, privateKey } = bundled.ca;
  const written = {
    cert: [certificate, `${at}.certificate`],
    key: [privateKey, `${at}.privateKey`],
  } as const;
  return given(identity, traits, written, secrets, track);
}

type Traits = Omit<MeshAuthority, 'pair'>;
type Written = readonly [source: DataSource | undefined, path: string];

function given(
  object: Mesh | MeshIdentity,
  traits: Traits,
  { cert, key }: { readonly cert: Written; readonly key: Written },
  secrets: Collection<MeshSecret>,
  track: Tracker,
): AuthorityState {
  const { origin } = traits;
  const read = ([source]: Written) => sourceText(source, traits.mesh, secrets, track);
  const [certificate, privateKey] = [read(cert), read(key)];
  if ('problem' in certificate) return { origin, findings: [broken(object, cert[1], certificate.problem)] };
  if ('problem' in privateKey) return { origin, findings: [broken(object, key[1], privateKey.problem)] };
  const problem = problemOf(certificate.text);
  if (problem !== undefined) return { origin, findings: [broken(object, cert[1], problem)] };
  const pair = { kind: 'provided', certificate: certificate.text, privateKey: privateKey.text } as const;
  return { origin, authority: { ...traits, pair }, findings: [] };
}

function problemOf(pem: string): string | undefined {
  try {
    return new X509Certificate(pem).ca
      ? undefined
      : 'may not vouch for others: it is not a certificate of an authority';
  } catch {
    return 'is not a certificate in PEM';
  }
}

function broken({ ref }: Mesh | MeshIdentity, path: string, what: string): Finding {
  const message = `${what}, so nobody is vouched for by it`;
  return { severity: 'error', reason: 'InvalidCertificateAuthority', message, path, ref };
}

function unserved({ ref }: MeshIdentity, path: string, type: string): Finding {
  const message = `${type} is not served: certificates are made by the control plane (Bundled)`;
  return { severity: 'error', reason: 'UnsupportedValue', message, path, ref };
}
