import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';
import { atMostOneOf } from '../../schema/one-of.ts';
import { unique } from '../../schema/unique.ts';
import { disable } from './disable.ts';

const packing = Type.Optional(
  ruled(
    Type.Object({
      libraries: Type.Optional(
        ruled(Type.Array(Type.Enum(['Gzip', 'Brotli', 'Zstd']), { minItems: 1, maxItems: 3 }), unique),
      ),
      disable,
    }),
    atMostOneOf('libraries', 'disable'),
  ),
);

/** compression compresses answers for clients that accept it, and decompresses requests for backends. */
export const compression = Type.Object({ responseCompression: packing, requestDecompression: packing });
