import type { ResourceKey, ResourceRef } from '#lib/resource-ref.ts';
import type { ServerName, SubjectAltName, UpstreamTls, UpstreamTrust } from '#model';
import type { WrittenUpstreamTls } from '#resources';
import { type AuthorityContext, resolveAuthority, togetherAsPem } from '../../authorities.ts';
import { type KeyPairContext, resolveKeyPair } from '../../key-pair.ts';
import { given, unlessEmpty } from '../../policies/given.ts';
import { secretOf } from '../../secret-ref.ts';
import { tlsParametersOf } from '../../tls-parameters.ts';

/** WrittenTlsProblem says what is wrong with the TLS of a backend, and where. */
export interface WrittenTlsProblem {
  readonly reason: string;
  readonly message: string;
  readonly path: string;
}

type TlsSurroundings = AuthorityContext & KeyPairContext;

/**
 * tlsWritten reads upstream TLS as objects of kgateway and gloo have it, at the path `at`; `unnamed` is the SNI where they
 * write none.
 */
export function tlsWritten(
  written: WrittenUpstreamTls,
  at: string,
  unnamed: ServerName,
  object: { readonly ref: ResourceRef },
  context: TlsSurroundings,
): UpstreamTls | WrittenTlsProblem {
  const { secretRef, sni, verifySubjectAltNames, alpnProtocols, parameters } = written;
  const held =
    secretRef === undefined ? {} : heldBy(secretRef, `${at}.secretRef`, written.simpleTLS, object, context);
  if ('message' in held) return held;
  return {
    trust: trustOf(written, held.pem),
    serverName: sni === undefined ? unnamed : { kind: 'fixed', name: sni },
    ...given({
      subjectAltNames: verifySubjectAltNames.length === 0 ? undefined : verifySubjectAltNames.map(anyName),
      clientCertificate: held.key,
      parameters: parameters && unlessEmpty(parametersIn(parameters)),
      allowsRenegotiation: written.allowRenegotiation ? (true as const) : undefined,
      alpn: alpnProtocols,
    }),
  };
}

interface Held {
  /** The authorities that are trusted. */
  readonly pem?: string;
  /** The key pair of the client certificate. */
  readonly key?: ResourceKey;
}

/** A Secret holds a key pair, authorities to trust, or both. */
function heldBy(
  written: NonNullable<WrittenUpstreamTls['secretRef']>,
  path: string,
  showsNone: boolean,
  object: { readonly ref: ResourceRef },
  context: TlsSurroundings,
): Held | WrittenTlsProblem {
  const wrong = (message: string): WrittenTlsProblem => ({ reason: 'Invalid', message, path });
  const named = { group: '', kind: 'Secret', ...written };
  const found = secretOf(named, path, object, context);
  if ('problem' in found) return wrong(found.problem.message);
  const { data } = found.secret.spec;
  const authority = data['ca.crt'] && resolveAuthority(named, object.ref, context);
  if (authority !== undefined && 'message' in authority) return wrong(`names ${authority.message}`);
  const pair =
    showsNone || !data['tls.crt'] ? undefined : resolveKeyPair('secretRef', named, object.ref, context);
  if (pair?.problem !== undefined) return wrong(`names ${pair.problem.message}`);
  if (authority !== undefined || pair !== undefined) return given({ pem: authority?.pem, key: pair?.key });
  const { namespace, name } = found.secret.ref;
  return wrong(`names Secret ${namespace}/${name}, which has neither ca.crt nor tls.crt`);
}

/** Where no authorities are written, the system's are trusted: verification is off only where that is written. */
function trustOf({ insecureSkipVerify }: WrittenUpstreamTls, pem: string | undefined): UpstreamTrust {
  if (pem !== undefined) return { kind: 'authorities', pem: togetherAsPem([pem]) };
  return { kind: insecureSkipVerify ? 'unverified' : 'system-roots' };
}

function anyName(value: string): SubjectAltName {
  return { kind: 'any', value };
}

function parametersIn({
  minVersion,
  maxVersion,
  cipherSuites,
  ...rest
}: NonNullable<WrittenUpstreamTls['parameters']>) {
  const version = (written: typeof minVersion) => (written === 'AUTO' ? undefined : written);
  return tlsParametersOf({
    ...rest,
    ciphers: cipherSuites,
    ...given({ minVersion: version(minVersion), maxVersion: version(maxVersion) }),
  });
}
