import type { Words } from '../../reference/words.ts';

/** tlsParameterWords are what of TLS is spoken, with clients as with backends. */
export const tlsParameterWords: Words = {
  minVersion: 'Lowest version of TLS. `Auto`, or left out: 1.2.',
  maxVersion: 'Highest version of TLS. `Auto`, or left out: 1.3.',
  ciphers:
    'Cipher suites for versions up to TLS 1.2, by OpenSSL’s or IANA’s names. Left out: Envoy’s defaults.',
  ecdhCurves: 'Curves for the key exchange. Left out: Envoy’s defaults.',
  signatureAlgorithms: 'Algorithms for signatures. Left out: Envoy’s defaults.',
  alpnProtocols: 'Protocols that are offered by ALPN, the preferred first. An empty list offers none.',
};
