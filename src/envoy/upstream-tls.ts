import {
  type SubjectAltNameMatcher_SanType as SanType,
  SubjectAltNameMatcher_SanType,
} from '#gen/envoy/extensions/transport_sockets/tls/v3/common_pb.js';
import { UpstreamTlsContextSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import type { SubjectAltName, UpstreamProtocol, UpstreamTls } from '#model';
import { ads } from './config-source.ts';
import { extension } from './extension.ts';
import { meshAlpn, meshIdentity, meshValidation } from './mesh-tls.ts';
import { secretName } from './names.ts';
import { tlsParameters } from './tls-parameters.ts';

/** Where Debian, Alpine and most images keep the system's trusted roots. */
const systemRoots = '/etc/ssl/certs/ca-certificates.crt';

/** Envoy's own greatest version, as a client, is only 1.2. */
const byDefault = { minVersion: '1.2', maxVersion: '1.3' } as const;

/** upstreamTls is the transport socket of a cluster that is spoken to over TLS. */
export function upstreamTls(protocol: UpstreamProtocol, tls: UpstreamTls) {
  return extension('envoy.transport_sockets.tls', UpstreamTlsContextSchema, {
    ...serverName(protocol, tls),
    ...(tls.allowsRenegotiation === true ? { allowRenegotiation: true } : {}),
    commonTlsContext: {
      tlsParams: tlsParameters({ ...byDefault, ...tls.parameters }),
      ...validation(tls),
      ...alpn(protocol, tls),
      ...shown(tls),
    },
  });
}

/** Where the server name is the request's host, it is set where requests are looked at: see `upstream-http.ts`. */
function serverName(protocol: UpstreamProtocol, { serverName, trust, subjectAltNames }: UpstreamTls) {
  const isChecked = trust.kind !== 'unverified' && subjectAltNames === undefined;
  const checked = isChecked ? { autoSniSanValidation: true } : {};
  switch (serverName.kind) {
    case 'fixed':
      return { sni: serverName.name, ...checked };
    case 'endpoint':
      return { autoHostSni: true, ...checked };
    case 'host':
      return protocol === 'tcp' ? { autoHostSni: true, ...checked } : {};
  }
}

/** Where the backend chooses (`auto`), Envoy offers what it can speak by itself. */
function alpn(protocol: UpstreamProtocol, { alpn: written, trust }: UpstreamTls) {
  if (written !== undefined) return { alpnProtocols: [...written] };
  if (trust.kind === 'mesh') return { alpnProtocols: [meshAlpn] };
  switch (protocol) {
    case 'http1':
      return { alpnProtocols: ['http/1.1'] };
    case 'http2':
      return { alpnProtocols: ['h2'] };
    case 'auto':
    case 'tcp':
    case 'udp':
    case 'passthrough':
      return {};
  }
}

function shown({ trust, clientCertificate }: UpstreamTls) {
  if (trust.kind === 'mesh') return meshIdentity(trust.mesh);
  if (clientCertificate === undefined) return {};
  return { tlsCertificateSdsSecretConfigs: [{ name: secretName(clientCertificate), sdsConfig: ads }] };
}

function validation({ trust, subjectAltNames = [] }: UpstreamTls) {
  const matchTypedSubjectAltNames = subjectAltNames.flatMap(subjectAltName);
  switch (trust.kind) {
    case 'unverified':
      return {};
    case 'mesh':
      return meshValidation(trust.mesh, matchTypedSubjectAltNames);
    case 'system-roots':
      return trusting({ case: 'filename', value: systemRoots });
    case 'authorities':
      return trusting({ case: 'inlineString', value: trust.pem });
  }

  function trusting(specifier: { case: 'filename' | 'inlineString'; value: string }) {
    const value = { trustedCa: { specifier }, matchTypedSubjectAltNames };
    return { validationContextType: { case: 'validationContext', value } } as const;
  }
}

function subjectAltName({ kind, value, isPrefix }: SubjectAltName) {
  const matcher = { matchPattern: { case: isPrefix === true ? 'prefix' : 'exact', value } } as const;
  return sanTypes[kind].map(sanType => ({ sanType, matcher }));
}

const { DNS, URI, EMAIL, IP_ADDRESS } = SubjectAltNameMatcher_SanType;

const sanTypes: Readonly<Record<SubjectAltName['kind'], readonly SanType[]>> = {
  hostname: [DNS],
  uri: [URI],
  any: [DNS, URI, EMAIL, IP_ADDRESS],
};
