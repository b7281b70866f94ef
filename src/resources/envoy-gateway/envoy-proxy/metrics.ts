import { Type } from 'typebox';
import { bytes } from '../../kubernetes/quantity.ts';
import { ruled } from '../../schema/annotate.ts';
import { mapOf } from '../../schema/map-of.ts';
import type { Read } from '../../schema/readonly.ts';
import { stringMatch } from '../string-match.ts';
import { calledProperties, checkCalled, sentHeaders } from './called.ts';

const openTelemetry = ruled(
  Type.Object({
    ...calledProperties,
    headers: sentHeaders,
    reportCountersAsDeltas: Type.Boolean({ default: false }),
    reportHistogramsAsDeltas: Type.Boolean({ default: false }),
    resourceAttributes: mapOf(
      Type.String({ minLength: 1, maxLength: 256 }),
      Type.String({ maxLength: 4096 }),
      128,
    ),
  }),
  checkCalled,
);

const sink = ruled(
  Type.Object({
    type: Type.Enum(['OpenTelemetry'], { default: 'OpenTelemetry' }),
    openTelemetry: Type.Optional(openTelemetry),
  }),
  ({ openTelemetry }, report) => {
    if (openTelemetry === undefined) report('is required where the type is OpenTelemetry', 'openTelemetry');
  },
);

/** Clients of the page say which encodings they accept; the parameters of the algorithms are not read. */
const compression = Type.Object(
  { type: Type.Enum(['Gzip', 'Brotli', 'Zstd']), minContentLength: Type.Optional(bytes) },
  { '~ignores': ['gzip', 'brotli', 'zstd'] },
);

/** metrics says which statistics a proxy keeps, and who receives them. */
export const metrics = Type.Object(
  {
    enableGRPCStats: Type.Boolean({ default: false }),
    enablePerEndpointStats: Type.Boolean({ default: false }),
    enableRequestResponseSizesStats: Type.Boolean({ default: false }),
    enableVirtualHostStats: Type.Optional(Type.Boolean()),
    matches: Type.Optional(Type.Array(stringMatch, { maxItems: 256 })),
    prometheus: Type.Optional(
      Type.Object({
        disable: Type.Boolean({ default: false }),
        compression: Type.Optional(compression),
      }),
    ),
    sinks: Type.Array(sink, { maxItems: 16, default: [] }),
  },
  { '~unserved': ['clusterStatName'] },
);

/** WrittenProxyMetrics is metrics as read. */
export type WrittenProxyMetrics = Read<typeof metrics>;
