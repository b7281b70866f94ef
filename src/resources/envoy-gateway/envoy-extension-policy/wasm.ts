import { Type } from 'typebox';
import { secretObjectReference } from '../../gateway-api/references.ts';
import { json } from '../../schema/annotate.ts';
import { closed } from '../../schema/closed.ts';
import { webAddress } from '../web-address.ts';

const text = Type.String({ minLength: 1, maxLength: 253 });

const http = Type.Object({
  url: webAddress,
  sha256: Type.Optional(
    Type.String({ pattern: '^[0-9a-fA-F]{64}$', '~wants': 'a SHA-256 of 64 hexadecimal digits' }),
  ),
  tls: Type.Optional(Type.Object({ caCertificateRef: secretObjectReference })),
});

/** A kind of source that is known but not served. */
const image = closed('url', 'sha256', 'pullSecretRef', 'tls');

/** wasm is a program for requests and answers, as bytes that the proxy fetches. `config` is passed to it as JSON. */
export const wasm = Type.Object({
  name: Type.Optional(text),
  rootID: Type.Optional(text),
  code: Type.Object(
    {
      type: Type.Enum(['HTTP', 'Image']),
      http: Type.Optional(http),
      image: Type.Optional(image),
    },
    // A program whose hash is not stated is fetched again from time to time in any case.
    { '~ignores': ['pullPolicy'] },
  ),
  config: Type.Optional(json()),
  failOpen: Type.Boolean({ default: false }),
  env: Type.Optional(
    Type.Object({
      hostKeys: Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 64, default: [] }),
    }),
  ),
});
