import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  type CertificateValidationContextSchema,
  TlsParameters_TlsProtocol as Protocol,
  SubjectAltNameMatcher_SanType as SanType,
  CertificateValidationContext_TrustChainVerification as TrustChain,
} from '#gen/envoy/extensions/transport_sockets/tls/v3/common_pb.js';
import type { CertificateName, ClientValidation } from '#model';
import type { ListenerFacet } from './listener-facet.ts';

const versions = {
  '1.0': Protocol.TLSv1_0,
  '1.1': Protocol.TLSv1_1,
  '1.2': Protocol.TLSv1_2,
  '1.3': Protocol.TLSv1_3,
};

/** tls is how TLS is spoken with clients, and what is asked of them. */
export const tls: ListenerFacet<'tls'> = {
  facet: 'tls',
  encode: ({ minVersion, maxVersion, ciphers, curves, signatureAlgorithms, alpn, clients, resumption }) => ({
    tls: {
      ...(clients?.required ? { requireClientCertificate: true } : {}),
      disableStatefulSessionResumption: resumption?.stateful !== true,
      ...(resumption?.stateless
        ? {}
        : { sessionTicketKeysType: { case: 'disableStatelessSessionResumption', value: true } }),
    },
    tlsCommon: {
      tlsParams: {
        ...(minVersion === undefined ? {} : { tlsMinimumProtocolVersion: versions[minVersion] }),
        ...(maxVersion === undefined ? {} : { tlsMaximumProtocolVersion: versions[maxVersion] }),
        ...(ciphers === undefined ? {} : { cipherSuites: [...ciphers] }),
        ...(curves === undefined ? {} : { ecdhCurves: [...curves] }),
        ...(signatureAlgorithms === undefined ? {} : { signatureAlgorithms: [...signatureAlgorithms] }),
      },
      ...(alpn === undefined ? {} : { alpnProtocols: [...alpn] }),
      ...(clients === undefined ? {} : clientValidation(clients)),
    },
  }),
};

/** clientValidation is what is asked of a client's certificate. Where none is required, one of nobody's does no harm either. */
export function clientValidation(clients: ClientValidation) {
  const { authorities, required, isUntrustedTaken = !required, names = [], isExpiredTaken = false } = clients;
  const value: MessageInitShape<typeof CertificateValidationContextSchema> = {
    ...(authorities === undefined
      ? {}
      : { trustedCa: { specifier: { case: 'inlineString', value: authorities } } }),
    trustChainVerification: isUntrustedTaken ? TrustChain.ACCEPT_UNTRUSTED : TrustChain.VERIFY_TRUST_CHAIN,
    matchTypedSubjectAltNames: names.map(name => ({
      sanType: sanTypes[name.kind],
      matcher: { matchPattern: pattern(name) },
    })),
    verifyCertificateHash: [...(clients.hashes ?? [])],
    verifyCertificateSpki: [...(clients.keyHashes ?? [])],
    // Without authorities no time is looked at, and Envoy refuses to be told so.
    allowExpiredCertificate: isExpiredTaken && authorities !== undefined,
  };
  return { validationContextType: { case: 'validationContext', value } } as const;
}

const sanTypes = { dns: SanType.DNS, email: SanType.EMAIL, ip: SanType.IP_ADDRESS, uri: SanType.URI };

function pattern({ match, value }: CertificateName) {
  switch (match) {
    case 'exact':
    case 'prefix':
    case 'suffix':
      return { case: match, value } as const;
    case 'regex':
      return { case: 'safeRegex', value: { regex: value } } as const;
  }
}
