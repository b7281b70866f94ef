import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  type CertificateValidationContextSchema,
  SubjectAltNameMatcher_SanType as SanType,
  CertificateValidationContext_TrustChainVerification as TrustChain,
} from '#gen/envoy/extensions/transport_sockets/tls/v3/common_pb.js';
import type { ClientTls, ClientValidation } from '#model';
import { textMatcher } from '../text-matcher.ts';
import { tlsParameters } from '../tls-parameters.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** tls is how TLS is spoken with clients, and what is asked of them. */
export const tls: ListenerFacet<'tls'> = {
  facet: 'tls',
  encode: ({ alpn, fingerprints = [], clients, resumption, ...parameters }) => ({
    ...(fingerprints.length === 0 ? {} : { inspector: inspectorOf(fingerprints) }),
    tls: {
      ...(clients?.required ? { requireClientCertificate: true } : {}),
      disableStatefulSessionResumption: resumption?.stateful !== true,
      ...(resumption?.stateless
        ? {}
        : { sessionTicketKeysType: { case: 'disableStatelessSessionResumption', value: true } }),
    },
    tlsCommon: {
      tlsParams: tlsParameters(parameters),
      ...(alpn === undefined ? {} : { alpnProtocols: [...alpn] }),
      ...(clients === undefined ? {} : clientValidation(clients)),
    },
  }),
};

function inspectorOf(fingerprints: NonNullable<ClientTls['fingerprints']>) {
  return {
    enableJa3Fingerprinting: fingerprints.includes('ja3'),
    enableJa4Fingerprinting: fingerprints.includes('ja4'),
  };
}

/** clientValidation is what is asked of a client's certificate. Where none is required, an untrusted one does no harm either. */
export function clientValidation(clients: ClientValidation) {
  const { authorities, required, isUntrustedTaken = !required, names = [], isExpiredTaken = false } = clients;
  const { revoked, isLeafAloneLookedUp = false } = clients;
  const value: MessageInitShape<typeof CertificateValidationContextSchema> = {
    ...(authorities === undefined
      ? {}
      : { trustedCa: { specifier: { case: 'inlineString', value: authorities } } }),
    trustChainVerification: isUntrustedTaken ? TrustChain.ACCEPT_UNTRUSTED : TrustChain.VERIFY_TRUST_CHAIN,
    matchTypedSubjectAltNames: names.map(name => ({
      sanType: sanTypes[name.kind],
      matcher: textMatcher({ kind: name.match, value: name.value }),
      ...(name.kind === 'other' ? { oid: name.oid } : {}),
    })),
    verifyCertificateHash: [...(clients.hashes ?? [])],
    verifyCertificateSpki: [...(clients.keyHashes ?? [])],
    ...(revoked === undefined
      ? {}
      : { crl: { specifier: { case: 'inlineString', value: revoked } } as const }),
    onlyVerifyLeafCertCrl: isLeafAloneLookedUp,
    // Without authorities, Envoy checks no expiry, and refuses to be told not to.
    allowExpiredCertificate: isExpiredTaken && authorities !== undefined,
  };
  return { validationContextType: { case: 'validationContext', value } } as const;
}

const sanTypes = {
  dns: SanType.DNS,
  email: SanType.EMAIL,
  ip: SanType.IP_ADDRESS,
  uri: SanType.URI,
  other: SanType.OTHER_NAME,
};
