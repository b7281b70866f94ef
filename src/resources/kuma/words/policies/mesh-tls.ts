import { type Words, within } from '../../../reference/words.ts';
import { fromWords, topLevelWords } from './parts.ts';

export const meshTlsWords: Words = {
  '': 'Says how sidecars are called over TLS by each other, where they show who they are.',
  ...topLevelWords,
  ...fromWords,
  'spec.rules[]': 'What holds for what these proxies are called for.',
  'spec.from[].default': 'What holds.',
  ...within('spec.from[].default', {
    mode: 'Whether who comes from outside of the mesh is turned away (`Strict`), or served in plain text as well; left out: as the Mesh says, and with a MeshIdentity `Strict`.',
    tlsVersion: 'Versions of TLS, of who calls and of who is called.',
    'tlsVersion.min': 'The oldest; `TLSAuto`: what Envoy takes.',
    'tlsVersion.max': 'The newest; `TLSAuto`: what Envoy takes.',
    tlsCiphers:
      'Ciphers of TLS 1.2 and before, of both; of each the one for the sort of key that sidecars have is meant, too.',
  }),
};
