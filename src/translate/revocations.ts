import {
  type AuthorityContext,
  type AuthorityProblem,
  authorityKey,
  type WrittenAuthorityRef,
} from './authorities.ts';
import type { Referrer } from './reference-grants.ts';

/** resolveRevoked gives the lists of revoked certificates (PEM) that a reference names, under `ca.crl`. */
export function resolveRevoked(
  { group, kind, name, namespace }: WrittenAuthorityRef,
  referrer: Referrer,
  { authorities, grants, track }: AuthorityContext,
): { readonly pem: string } | AuthorityProblem {
  const target = { group, kind, namespace: namespace ?? referrer.namespace, name };
  const shown = `${kind} ${target.namespace}/${name}`;
  if (group !== '' || (kind !== 'ConfigMap' && kind !== 'Secret')) {
    const message = `${shown} cannot hold a list of revoked certificates; a Secret or a ConfigMap can`;
    return { kind: 'kind', message };
  }
  if (!grants.permits(track, referrer, target)) {
    return { kind: 'grant', message: `CRL ref to ${shown} not permitted by any ReferenceGrant` };
  }
  const key = authorityKey(target);
  const text =
    kind === 'ConfigMap'
      ? track.fetch(authorities.configMaps, key)?.spec.data['ca.crl']
      : track.fetch(authorities.secrets, key)?.spec.data['ca.crl'];
  const pem = text === undefined ? '' : Buffer.from(text).toString().trim();
  if (holdsLists(pem)) return { pem };
  return {
    kind: 'missing',
    message: `${shown} with a list of revoked certificates under ca.crl was not found`,
  };
}

/** Envoy refuses a whole listener for one list in it that is none. Each is a sequence in DER, as long as it says. */
function holdsLists(pem: string): boolean {
  const blocks = [...pem.matchAll(/-----BEGIN X509 CRL-----([^-]*)-----END X509 CRL-----/g)];
  return (
    blocks.length > 0 &&
    blocks.every(([, body = '']) => {
      const der = Buffer.from(body, 'base64');
      return der[0] === 0x30 && derLength(der) === der.length;
    })
  );
}

/** How long the first value in DER is, its head included. */
function derLength(der: Buffer): number {
  const first = der[1] ?? 0;
  if (first < 0x80) return 2 + first;
  const bytes = first - 0x80;
  return bytes > 6 || der.length < 2 + bytes ? -1 : 2 + bytes + der.readUIntBE(2, bytes);
}
