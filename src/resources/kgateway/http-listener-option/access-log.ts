import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';
import { anything } from '../../schema/anything.ts';
import { oneOf } from '../../schema/one-of.ts';
import type { Read } from '../../schema/readonly.ts';

const word = Type.String({ minLength: 1, maxLength: 256 });

const fileSink = ruled(
  Type.Object({
    path: Type.String({ minLength: 1, maxLength: 4096 }),
    stringFormat: Type.Optional(Type.String({ maxLength: 65_536 })),
    jsonFormat: Type.Optional(
      Type.Record(Type.String(), anything, { propertyNames: word, maxProperties: 128 }),
    ),
  }),
  oneOf('stringFormat', 'jsonFormat'),
);

/**
 * optionLogs are access logs in files. Logs by gRPC are not served, as gloo names their receiver by a cluster of its own proxy.
 */
export const optionLogs = Type.Object({
  accessLog: Type.Array(
    Type.Object(
      { fileSink: Type.Optional(fileSink) },
      { '~unserved': ['filter', 'grpcService', 'openTelemetryService'] },
    ),
    { maxItems: 16, default: [] },
  ),
});

/** WrittenOptionLogs is optionLogs as read. */
export type WrittenOptionLogs = Read<typeof optionLogs>;
