import type { CertificateName, ClientTls, ClientValidation } from '#model';
import type { StringMatch, WrittenClientTls, WrittenClientValidation } from '#resources';
import { resolveAuthority, togetherAsPem } from '../authorities.ts';
import { outOfDate } from '../authority-lifetime.ts';
import { resolveRevoked } from '../revocations.ts';
import { tlsParametersOf } from '../tls-parameters.ts';
import { patternProblems, textKinds } from '../written-match.ts';
import { given, unlessEmpty } from './given.ts';
import type { PolicyContext } from './policy-kind.ts';

/** ReadClientTls is the TLS that is spoken with clients, or why no client may come in: they cannot be verified as written. */
export interface ReadClientTls {
  readonly tls?: ClientTls;
  readonly problems?: readonly Problem[];
}

interface Problem {
  readonly message: string;
  readonly path: string;
}

const at = 'spec.tls.clientValidation';
const referrer = { group: 'gateway.envoyproxy.io', kind: 'ClientTrafficPolicy' };

/** clientTlsOf reads how TLS is spoken with clients. */
export function clientTlsOf(
  written: WrittenClientTls,
  namespace: string,
  context: PolicyContext,
): ReadClientTls {
  const { alpnProtocols, session, fingerprints } = written;
  const asked = written.clientValidation;
  const clients = asked === undefined ? {} : validationOf(asked, namespace, context);
  const { stateful, stateless } = session?.resumption ?? {};
  const tls = unlessEmpty({
    ...tlsParametersOf(written),
    ...given({
      fingerprints: fingerprints === undefined ? undefined : fingerprints.map(name => fingerprintKinds[name]),
      alpn: alpnProtocols,
      clients: clients.clients,
      resumption: session?.resumption && {
        stateful: stateful !== undefined,
        stateless: stateless !== undefined,
      },
    }),
  });
  return given({ tls, problems: clients.problems });
}

const fingerprintKinds = { JA3: 'ja3', JA4: 'ja4' } as const;

function unlessNone<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

interface ReadValidation {
  readonly clients?: ClientValidation;
  /** With any of them, clients would come in that should be kept out. */
  readonly problems?: readonly Problem[];
}

function validationOf(
  written: WrittenClientValidation,
  namespace: string,
  context: PolicyContext,
): ReadValidation {
  const refuse = (message: string, path: string): ReadValidation => ({
    problems: [{ message, path: `${at}.${path}` }],
  });
  const mistakes = nameProblems(written.subjectAltNames);
  if (mistakes.length > 0) return { problems: mistakes };
  const names = namesOf(written.subjectAltNames);
  const pems: string[] = [];
  for (const [i, ref] of written.caCertificateRefs.entries()) {
    const found = resolveAuthority(ref, { ...referrer, namespace }, context, { isUnderCaAlone: true });
    if ('message' in found) return refuse(found.message, `caCertificateRefs[${i}]`);
    const late = written.allowExpiredCertificate ? undefined : outOfDate(found.pem, context.track);
    if (late !== undefined) {
      const message = `${ref.kind} ${ref.name} holds an authority that ${late}; nobody it vouches for could come in`;
      return refuse(message, `caCertificateRefs[${i}]`);
    }
    pems.push(found.pem);
  }
  const leafAlone = written.crl?.onlyVerifyLeafCertificate;
  const crl = revokedOf(written.crl, namespace, context);
  if (crl.problem !== undefined) return { problems: [crl.problem] };
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
        revoked: crl.text,
        isLeafAloneLookedUp: (crl.text !== undefined && leafAlone) || undefined,
        isExpiredTaken: written.allowExpiredCertificate || undefined,
      }),
    },
  };
}

/** A list covers only the certificates of its own authority: there must be one for each authority in a chain. */
function revokedOf(
  written: WrittenClientValidation['crl'],
  namespace: string,
  { authorities, grants, track }: PolicyContext,
): { readonly text?: string; readonly problem?: Problem } {
  const lists: string[] = [];
  for (const [i, ref] of (written?.refs ?? []).entries()) {
    const found = resolveRevoked(ref, { ...referrer, namespace }, { authorities, grants, track });
    if ('message' in found) return { problem: { message: found.message, path: `${at}.crl.refs[${i}]` } };
    lists.push(found.pem);
  }
  return lists.length === 0 ? {} : { text: togetherAsPem(lists) };
}

function nameProblems(written: WrittenClientValidation['subjectAltNames']): Problem[] {
  const lists = ['dnsNames', 'emailAddresses', 'ipAddresses', 'uris', 'otherNames'] as const;
  return lists.flatMap(name => patternProblems(written?.[name], `${at}.subjectAltNames.${name}`));
}

function namesOf(written: WrittenClientValidation['subjectAltNames']): CertificateName[] {
  const ofKind = (kind: Exclude<CertificateName['kind'], 'other'>, list: readonly StringMatch[] = []) =>
    list.map(({ type, value }): CertificateName => ({ kind, match: textKinds[type], value }));
  return [
    ...ofKind('dns', written?.dnsNames),
    ...ofKind('email', written?.emailAddresses),
    ...ofKind('ip', written?.ipAddresses),
    ...ofKind('uri', written?.uris),
    ...(written?.otherNames ?? []).map(
      ({ oid, type, value }): CertificateName => ({ kind: 'other', oid, match: textKinds[type], value }),
    ),
  ];
}
