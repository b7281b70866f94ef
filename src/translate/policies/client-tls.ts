import type { CertificateName, ClientTls, ClientValidation } from '#model';
import type { StringMatch, WrittenClientTls, WrittenClientValidation } from '#resources';
import { resolveAuthority, togetherAsPem } from '../authorities.ts';
import { tlsParametersOf } from '../tls-parameters.ts';
import { textKinds } from '../written-match.ts';
import { given, unlessEmpty } from './given.ts';
import type { PolicyContext, PolicyMeaning } from './policy-kind.ts';

/** ReadClientTls is it, or why nobody may come in: what is asked of clients cannot be asked. */
export interface ReadClientTls {
  readonly tls?: ClientTls;
  readonly refused?: string;
  readonly findings?: NonNullable<PolicyMeaning['findings']>;
}

const at = 'spec.tls.clientValidation';
const referrer = { group: 'gateway.envoyproxy.io', kind: 'ClientTrafficPolicy' };

/** clientTlsOf reads how TLS is spoken with clients. */
export function clientTlsOf(
  written: WrittenClientTls,
  namespace: string,
  context: PolicyContext,
): ReadClientTls {
  const { alpnProtocols, session } = written;
  const asked = written.clientValidation;
  const clients = asked === undefined ? {} : validationOf(asked, namespace, context);
  const { stateful, stateless } = session?.resumption ?? {};
  const tls = unlessEmpty({
    ...tlsParametersOf(written),
    ...given({
      alpn: alpnProtocols,
      clients: clients.clients,
      resumption: session?.resumption && {
        stateful: stateful !== undefined,
        stateless: stateless !== undefined,
      },
    }),
  });
  return given({ tls, refused: clients.findings?.[0]?.message, findings: clients.findings });
}

function unlessNone<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

interface ReadValidation {
  readonly clients?: ClientValidation;
  /** Errors: with any of them, clients that should be kept out would come in. */
  readonly findings?: NonNullable<PolicyMeaning['findings']>;
}

function validationOf(
  written: WrittenClientValidation,
  namespace: string,
  context: PolicyContext,
): ReadValidation {
  const refuse = (message: string, path: string): ReadValidation => ({
    findings: [{ severity: 'error', reason: 'Invalid', message, path: `${at}.${path}` }],
  });
  if (written.crl !== undefined) {
    return refuse(
      'is not served yet, so the listener is out of service: clients that it revokes would come in',
      'crl',
    );
  }
  const names = namesOf(written.subjectAltNames);
  if ((written.subjectAltNames?.otherNames.length ?? 0) > 0) {
    return refuse('are not served yet, so the listener is out of service', 'subjectAltNames.otherNames');
  }
  const pems: string[] = [];
  for (const [i, ref] of written.caCertificateRefs.entries()) {
    const found = resolveAuthority(ref, { ...referrer, namespace }, context);
    if ('message' in found) return refuse(found.message, `caCertificateRefs[${i}]`);
    pems.push(found.pem);
  }
  const mode = written.mode ?? (written.optional ? 'VerifyIfGiven' : 'RequireAndVerify');
  const verifies = mode === 'VerifyIfGiven' || mode === 'RequireAndVerify';
  const isPinned = written.certificateHashes.length + written.spkiHashes.length > 0;
  if (verifies && pems.length === 0 && !isPinned) {
    return refuse('are required: without authorities, nobody could be believed', 'caCertificateRefs');
  }
  return {
    clients: {
      required: mode === 'RequireAny' || mode === 'RequireAndVerify',
      isUntrustedTaken: !verifies,
      ...given({
        authorities: pems.length === 0 ? undefined : togetherAsPem(pems),
        names: unlessNone(names),
        hashes: unlessNone(written.certificateHashes),
        keyHashes: unlessNone(written.spkiHashes),
        isExpiredTaken: written.allowExpiredCertificate || undefined,
      }),
    },
  };
}

function namesOf(written: WrittenClientValidation['subjectAltNames']): CertificateName[] {
  const ofKind = (kind: CertificateName['kind'], list: readonly StringMatch[] = []) =>
    list.map(({ type, value }): CertificateName => ({ kind, match: textKinds[type], value }));
  return [
    ...ofKind('dns', written?.dnsNames),
    ...ofKind('email', written?.emailAddresses),
    ...ofKind('ip', written?.ipAddresses),
    ...ofKind('uri', written?.uris),
  ];
}
