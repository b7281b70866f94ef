import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Collection, Tracker } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Certificate, SubjectAltName, UpstreamTls } from '#model';
import type { ExternalEndpoint, ExternalTls, MeshSecret } from '#resources';
import { sourceText } from '../identity/source-text.ts';
import { tlsVersions } from '../tls-versions.ts';

/** TlsProblem says which part of `spec.tls` cannot be met, and at which path. */
export interface TlsProblem {
  readonly message: string;
  readonly path: string;
}

/**
 * SpokenTls is the TLS in which a service is spoken to, the key pair that it is shown, and notes on fields that have no
 * effect.
 */
export interface SpokenTls {
  readonly tls: UpstreamTls;
  readonly certificate?: Certificate;
  readonly notes: readonly TlsProblem[];
}

export interface ExternalTlsContext {
  readonly origin: ResourceKey;
  readonly mesh: string;
  readonly endpoints: readonly ExternalEndpoint[];
  readonly secrets: Collection<MeshSecret>;
  readonly track: Tracker;
}

const at = 'spec.tls.verification';

/**
 * spokenTls reads how a MeshExternalService wants its endpoints verified. `SkipCA` differs from `SkipAll` only in that the
 * client certificate is shown: Envoy does not check names where it does not check who signed the certificate.
 */
export function spokenTls(written: ExternalTls, context: ExternalTlsContext): SpokenTls | TlsProblem {
  const { verification, version, allowRenegotiation } = written;
  const { mode, serverName, subjectAltNames, caCert, clientCert, clientKey } = verification;
  const isBelieved = mode === 'Secured' || mode === 'SkipSAN';
  const authority = isBelieved && caCert !== undefined ? certificates(caCert, context) : undefined;
  if (authority !== undefined && 'message' in authority) return authority;
  const isShown = clientCert !== undefined && clientKey !== undefined && mode !== 'SkipAll';
  const pair = isShown ? keyPair(clientCert, clientKey, context) : undefined;
  if (pair !== undefined && 'message' in pair) return pair;
  const parameters = tlsVersions(version);
  return {
    tls: {
      trust: !isBelieved
        ? { kind: 'unverified' }
        : authority === undefined
          ? { kind: 'system-roots' }
          : { kind: 'authorities', pem: authority.pem },
      serverName: serverName === undefined ? { kind: 'endpoint' } : { kind: 'fixed', name: serverName },
      ...names(written, context.endpoints),
      ...(pair === undefined ? {} : { clientCertificate: pair.key }),
      ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
      ...(allowRenegotiation ? { allowsRenegotiation: true } : {}),
    },
    ...(pair === undefined ? {} : { certificate: pair }),
    notes: [
      ...(isBelieved || caCert === undefined ? [] : [without('caCert', mode)]),
      ...(mode === 'Secured' || subjectAltNames.length === 0 ? [] : [without('subjectAltNames', mode)]),
      ...(mode === 'SkipAll' && clientCert !== undefined ? [without('clientCert', mode)] : []),
    ],
  };
}

function without(field: string, mode: string): TlsProblem {
  return { message: `has no effect where the mode is ${mode}`, path: `${at}.${field}` };
}

/** The names that the certificate must be for, where they differ from the SNI. */
function names(
  { verification: { mode, serverName, subjectAltNames } }: ExternalTls,
  endpoints: readonly ExternalEndpoint[],
): Pick<UpstreamTls, 'subjectAltNames'> {
  if (mode === 'SkipSAN') return { subjectAltNames: [] };
  if (mode !== 'Secured') return {};
  if (subjectAltNames.length > 0) {
    return {
      subjectAltNames: subjectAltNames.map(({ type, value }): SubjectAltName => {
        return { kind: 'any', value, ...(type === 'Prefix' ? { isPrefix: true } : {}) };
      }),
    };
  }
  if (serverName !== undefined || endpoints.every(({ kind }) => kind === 'fqdn')) return {};
  // No SNI names an IP address, so the certificate must be for the address itself.
  const all = endpoints.flatMap(endpoint =>
    endpoint.kind === 'ip' ? endpoint.address : endpoint.kind === 'fqdn' ? endpoint.hostname : [],
  );
  return { subjectAltNames: [...new Set(all)].map(value => ({ kind: 'any', value })) };
}

type Source = NonNullable<ExternalTls['verification']['caCert']>;

function certificates(source: Source, context: ExternalTlsContext): { readonly pem: string } | TlsProblem {
  const read = sourceText(source, context.mesh, context.secrets, context.track);
  const path = `${at}.caCert`;
  if ('problem' in read) return { message: read.problem, path };
  if (attempt(() => new X509Certificate(read.text)) === undefined) {
    return { message: 'holds no PEM certificate', path };
  }
  return { pem: read.text };
}

function keyPair(
  certificate: Source,
  key: Source,
  { origin, mesh, secrets, track }: ExternalTlsContext,
): Certificate | TlsProblem {
  const chain = sourceText(certificate, mesh, secrets, track);
  if ('problem' in chain) return { message: chain.problem, path: `${at}.clientCert` };
  const privateKey = sourceText(key, mesh, secrets, track);
  if ('problem' in privateKey) return { message: privateKey.problem, path: `${at}.clientKey` };
  const first = attempt(() => new X509Certificate(chain.text));
  if (first === undefined) return { message: 'holds no PEM certificate', path: `${at}.clientCert` };
  const secret = attempt(() => createPrivateKey(privateKey.text));
  if (secret === undefined) return { message: 'holds no PEM private key', path: `${at}.clientKey` };
  if (!first.checkPrivateKey(secret)) {
    return { message: 'holds a private key that does not belong to clientCert', path: `${at}.clientKey` };
  }
  return { key: origin, chain: chain.text, privateKey: privateKey.text };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
