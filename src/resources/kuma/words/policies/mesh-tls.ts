import { type Words, within } from '../../../reference/words.ts';
import { fromWords, topLevelWords } from './parts.ts';

export const meshTlsWords: Words = {
  '': 'Sets up mTLS between sidecars, where the mesh has it: whether plain text is accepted as well, TLS versions, ciphers.',
  ...topLevelWords,
  ...fromWords,
  'spec.rules[]': 'Incoming traffic: settings for calls to these proxies.',
  'spec.rules[].default': 'Settings for this traffic.',
  ...within('spec.from[].default', {
    mode: '`Strict`: mTLS alone. `Permissive`: plain text as well. Left out: as the Mesh says; with a MeshIdentity `Strict`.',
    tlsVersion: 'TLS versions, for callers and called alike; only in a policy for the whole mesh.',
    'tlsVersion.min': 'Lowest version; `TLSAuto`: Envoy’s own minimum.',
    'tlsVersion.max': 'Highest version; `TLSAuto`: Envoy’s own maximum.',
    tlsCiphers:
      'Cipher suites up to TLS 1.2, on both sides like `tlsVersion`. One for RSA keys stands for that for ECDSA keys, too.',
  }),
};
