import { Type } from 'typebox';
import { bytes } from '../../kubernetes/quantity.ts';
import { ruled } from '../../schema/annotate.ts';
import { uniqueBy } from '../../schema/unique.ts';

/** compression lists the algorithms for compressing answers, the preferred first. Their parameters are not read yet. */
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
