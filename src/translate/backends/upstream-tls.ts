import type { Tracker } from '#graph';
import type { ServerName, UpstreamTls, UpstreamTrust } from '#model';
import type { EnvoyGatewayBackend } from '#resources';
import { resolveAuthority, togetherAsPem, unresolvedAuthority } from '../authorities.ts';
import { resolveKeyPair } from '../key-pair.ts';
import { subjectAltNameOf } from '../subject-alt-name.ts';
import { tlsParametersOf } from '../tls-parameters.ts';
import type { TlsContext, TlsProblem } from './tls-context.ts';

type BackendTls = NonNullable<EnvoyGatewayBackend['spec']['tls']>;

/** upstreamTls reads from a Backend's `tls` how its endpoints are verified. */
export function upstreamTls(
  backend: Pick<EnvoyGatewayBackend, 'ref'>,
  tls: BackendTls,
  context: TlsContext,
  track: Tracker,
): UpstreamTls | TlsProblem {
  const trust = trusted(backend, tls, context, track);
  if ('message' in trust) return trust;
  const what = 'clientCertificateRef';
  const own = tls[what] && resolveKeyPair(what, tls[what], backend.ref, { ...context, track });
  if (own?.problem !== undefined) {
    const { kind, message } = own.problem;
    const unresolved = kind === 'grant' ? 'RefNotPermitted' : 'InvalidClientCertificateRef';
    return { message, path: `spec.tls.${what}`, unresolved };
  }
  const parameters = tlsParametersOf(tls);
  const { subjectAltNames = [] } = tls;
  return {
    trust,
    serverName: serverName(tls),
    ...(own === undefined ? {} : { clientCertificate: own.key }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(tls.alpnProtocols === undefined ? {} : { alpn: tls.alpnProtocols }),
    ...(subjectAltNames.length === 0 ? {} : { subjectAltNames: subjectAltNames.flatMap(subjectAltNameOf) }),
    ...(tls.allowRenegotiation === true ? { allowsRenegotiation: true } : {}),
  };
}

/** Where nothing is written, the SNI is the host of each request, as in Envoy Gateway. */
function serverName({ sni, autoSNIFromEndpointHostname }: BackendTls): ServerName {
  if (sni !== undefined) return { kind: 'fixed', name: sni };
  return { kind: autoSNIFromEndpointHostname ? 'endpoint' : 'host' };
}

/** saysNobody tells whether nothing is written of which authorities to trust. */
export function saysNobody(tls: BackendTls): boolean {
  const { insecureSkipVerify, wellKnownCACertificates, caCertificateRefs } = tls;
  return !insecureSkipVerify && wellKnownCACertificates === undefined && caCertificateRefs.length === 0;
}

/** namesOthers tells whether `tls` refers to certificates in other objects. */
export function namesOthers({ caCertificateRefs, clientCertificateRef }: BackendTls): boolean {
  return caCertificateRefs.length > 0 || clientCertificateRef !== undefined;
}

function trusted(
  backend: Pick<EnvoyGatewayBackend, 'ref'>,
  tls: BackendTls,
  { authorities, grants }: TlsContext,
  track: Tracker,
): UpstreamTrust | TlsProblem {
  if (tls.insecureSkipVerify) return { kind: 'unverified' };
  if (tls.wellKnownCACertificates === 'System') return { kind: 'system-roots' };
  if (saysNobody(tls)) {
    return {
      message:
        'must specify either CACertificateRefs or WellKnownCACertificates when InsecureSkipVerify is unset or false',
      path: 'spec.tls',
    };
  }
  const pems: string[] = [];
  for (const [i, ref] of tls.caCertificateRefs.entries()) {
    const found = resolveAuthority(ref, backend.ref, { authorities, grants, track });
    if ('message' in found) {
      const path = `spec.tls.caCertificateRefs[${i}]`;
      return { message: found.message, path, unresolved: unresolvedAuthority[found.kind] };
    }
    pems.push(found.pem);
  }
  return { kind: 'authorities', pem: togetherAsPem(pems) };
}

/**
 * impliedTls is the TLS of a Backend that asks for TLS and says no more: each endpoint is verified by its own name, where
 * each has one that was written. Names from SRV records do not count: anybody who can answer for DNS could give them.
 */
export function impliedTls({ endpoints }: Pick<EnvoyGatewayBackend['spec'], 'endpoints'>): UpstreamTls {
  const isNamed =
    endpoints.length > 0 && endpoints.every(e => e.kind === 'fqdn' || e.serverName !== undefined);
  return { trust: { kind: 'system-roots' }, serverName: { kind: isNamed ? 'endpoint' : 'host' } };
}
