import type { Words } from '../../reference/words.ts';

/** tlsParameterWords are what of TLS is spoken, with clients as with backends. */
export const tlsParameterWords: Words = {
  minVersion: 'The least version of TLS; left out: 1.2.',
  maxVersion: 'The greatest; left out: 1.3.',
  ciphers: 'Ciphers that may be chosen up to TLS 1.2, as OpenSSL calls them.',
  ecdhCurves: 'Curves that may be chosen.',
  signatureAlgorithms: 'How signatures may be made.',
  alpnProtocols: 'Protocols that are offered (ALPN), the preferred first; an empty list offers none.',
};
