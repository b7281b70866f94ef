import { Type } from 'typebox';
import { bytes } from '../../kubernetes/quantity.ts';
import { ruled } from '../../schema/annotate.ts';
import { uniqueBy } from '../../schema/unique.ts';

/** compression is a list of ways to pack answers, the preferred first. Nothing can be set for any of them yet. */
export const compression = ruled(
  Type.Array(
    Type.Object(
      { type: Type.Enum(['Gzip', 'Brotli', 'Zstd']), minContentLength: Type.Optional(bytes) },
      { '~ignores': ['gzip', 'brotli', 'zstd'] },
    ),
    { maxItems: 3 },
  ),
  uniqueBy('type'),
);
