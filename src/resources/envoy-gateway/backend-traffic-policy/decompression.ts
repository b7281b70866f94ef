import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';
import { uniqueBy } from '../../schema/unique.ts';

/** decompression is a list of ways to unpack requests and answers. Nothing can be set for any of them yet. */
export const decompression = ruled(
  Type.Array(
    Type.Object({ type: Type.Enum(['Gzip', 'Brotli', 'Zstd']) }, { '~ignores': ['gzip', 'brotli', 'zstd'] }),
    { maxItems: 3 },
  ),
  uniqueBy('type'),
);
