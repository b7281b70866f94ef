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

/** tlsParameters are the versions and algorithms of TLS. Envoy's own greatest version for clients is only 1.2. */
export function tlsParameters({
  minVersion = '1.2',
  maxVersion = '1.3',
  ciphers = [],
  ecdhCurves = [],
  signatureAlgorithms = [],
}: TlsParameters = {}): MessageInitShape<typeof TlsParametersSchema> {
  return {
    tlsMinimumProtocolVersion: versions[minVersion],
    tlsMaximumProtocolVersion: versions[maxVersion],
    cipherSuites: [...ciphers],
    ecdhCurves: [...ecdhCurves],
    signatureAlgorithms: [...signatureAlgorithms],
  };
}
