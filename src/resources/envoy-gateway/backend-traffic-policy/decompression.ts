import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';
import { uniqueBy } from '../../schema/unique.ts';

/** decompression lists the algorithms for decompressing requests and answers. Their parameters are not read yet. */
export const decompression = ruled(
  Type.Array(
    Type.Object({ type: Type.Enum(['Gzip', 'Brotli', 'Zstd']) }, { '~ignores': ['gzip', 'brotli', 'zstd'] }),
    { maxItems: 3 },
  ),
  uniqueBy('type'),
);
