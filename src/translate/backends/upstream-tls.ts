import type { Tracker } from '#graph';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { ServerName, UpstreamTls, UpstreamTrust } from '#model';
import type { EnvoyGatewayBackend } from '#resources';
import { type Authorities, authorityOf, authorityWanted } from '../authorities.ts';

type BackendTls = NonNullable<EnvoyGatewayBackend['spec']['tls']>;

export interface TlsProblem {
  readonly message: string;
  readonly path: string;
}

/** Settings that would weaken or break the connection if they were passed over, so that a Backend with one is refused. */
const notServed = ['clientCertificateRef', 'minVersion', 'maxVersion', 'alpnProtocols'] as const;
const notServedLists = ['ciphers', 'ecdhCurves', 'signatureAlgorithms'] as const;

/** upstreamTls reads how a Backend's `tls` wants its endpoints believed. */
export function upstreamTls(
  backend: EnvoyGatewayBackend,
  tls: BackendTls,
  authorities: Authorities,
  track: Tracker,
): UpstreamTls | TlsProblem {
  const extra =
    notServed.find(field => tls[field] !== undefined) ?? notServedLists.find(field => tls[field].length > 0);
  if (extra !== undefined)
    return { message: `${extra} is not served yet; remove it`, path: `spec.tls.${extra}` };
  const trust = trusted(backend, tls, authorities, track);
  if ('message' in trust) return trust;
  return { trust, serverName: serverName(tls) };
}

/** Where nothing is written, the name of each request is asked for, as in Envoy Gateway. */
function serverName({ sni, autoSNIFromEndpointHostname }: BackendTls): ServerName {
  if (sni !== undefined) return { kind: 'fixed', name: sni };
  return { kind: autoSNIFromEndpointHostname ? 'endpoint' : 'host' };
}

function trusted(
  backend: EnvoyGatewayBackend,
  tls: BackendTls,
  authorities: Authorities,
  track: Tracker,
): UpstreamTrust | TlsProblem {
  if (tls.insecureSkipVerify) return { kind: 'unverified' };
  if (tls.wellKnownCACertificates === 'System') return { kind: 'system-roots' };
  if (tls.caCertificateRefs.length === 0) {
    return {
      message:
        'must specify either CACertificateRefs or WellKnownCACertificates when InsecureSkipVerify is unset or false',
      path: 'spec.tls',
    };
  }
  const pems: string[] = [];
  for (const [i, ref] of tls.caCertificateRefs.entries()) {
    const path = `spec.tls.caCertificateRefs[${i}]`;
    const key = resourceKey({ ...ref, zone: localZone, namespace: backend.ref.namespace });
    const pem = authorityOf(ref.kind, key, authorities, track);
    if (pem === undefined) {
      return {
        message: `${ref.kind} ${backend.ref.namespace}/${ref.name} ${authorityWanted} was not found`,
        path,
      };
    }
    pems.push(pem.trim());
  }
  return { kind: 'authorities', pem: `${pems.join('\n')}\n` };
}
