import { Type } from 'typebox';
import { secretObjectReference } from '../../gateway-api/references.ts';
import { json } from '../../schema/annotate.ts';
import { webAddress } from '../web-address.ts';
import { imageName } from './image-name.ts';

const text = Type.String({ minLength: 1, maxLength: 253 });

const proof = {
  sha256: Type.Optional(
    Type.String({ pattern: '^[0-9a-fA-F]{64}$', '~wants': 'a SHA-256 of 64 hexadecimal digits' }),
  ),
  tls: Type.Optional(Type.Object({ caCertificateRef: secretObjectReference })),
};

const http = Type.Object({ url: webAddress, ...proof });

const image = Type.Object({
  url: imageName,
  ...proof,
  pullSecretRef: Type.Optional(secretObjectReference),
});

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
    // Where hash or digest are not stated, what is published is looked at again from time to time in any case.
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
