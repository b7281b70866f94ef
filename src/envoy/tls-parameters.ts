import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  type TlsParametersSchema,
  TlsParameters_TlsProtocol as Version,
} from '#gen/envoy/extensions/transport_sockets/tls/v3/common_pb.js';
import type { TlsParameters, TlsVersion } from '#model';

const versions: Readonly<Record<TlsVersion, Version>> = {
  '1.0': Version.TLSv1_0,
  '1.1': Version.TLSv1_1,
  '1.2': Version.TLSv1_2,
  '1.3': Version.TLSv1_3,
};

/** tlsParameters are the TLS versions and algorithms that are written; for the rest, Envoy has its own defaults. */
export function tlsParameters({
  minVersion,
  maxVersion,
  ciphers = [],
  ecdhCurves = [],
  signatureAlgorithms = [],
}: TlsParameters): MessageInitShape<typeof TlsParametersSchema> {
  return {
    ...(minVersion === undefined ? {} : { tlsMinimumProtocolVersion: versions[minVersion] }),
    ...(maxVersion === undefined ? {} : { tlsMaximumProtocolVersion: versions[maxVersion] }),
    cipherSuites: [...ciphers],
    ecdhCurves: [...ecdhCurves],
    signatureAlgorithms: [...signatureAlgorithms],
  };
}
