import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';
import { anything } from '../../schema/anything.ts';
import { oneOf } from '../../schema/one-of.ts';
import type { Read } from '../../schema/readonly.ts';
import { grpcCallProperties, unservedOfGrpcCall } from './grpc-call.ts';
import { logFilter } from './log-filter.ts';

const text = Type.String({ maxLength: 65_536 });
const word = Type.String({ minLength: 1, maxLength: 256 });
const texts = Type.Array(word, { maxItems: 64, default: [] });

const fileSink = ruled(
  Type.Object({
    path: Type.String({ minLength: 1, maxLength: 4096 }),
    stringFormat: Type.Optional(text),
    jsonFormat: Type.Optional(
      Type.Record(Type.String(), anything, { propertyNames: word, maxProperties: 128 }),
    ),
  }),
  oneOf('stringFormat', 'jsonFormat'),
);

const grpcService = Type.Object(
  {
    ...grpcCallProperties,
    logName: word,
    additionalRequestHeadersToLog: texts,
    additionalResponseHeadersToLog: texts,
    additionalResponseTrailersToLog: texts,
  },
  { '~unserved': unservedOfGrpcCall },
);

const attribute = Type.Object({
  key: word,
  value: Type.Object({ stringValue: Type.Optional(text) }, { '~unserved': ['arrayValue', 'kvListValue'] }),
});
const attributes = Type.Optional(
  Type.Object({ values: Type.Array(attribute, { maxItems: 128, default: [] }) }),
);

const openTelemetry = Type.Object(
  {
    grpcService: Type.Object(
      { ...grpcCallProperties, logName: word },
      {
        '~unserved': [
          ...unservedOfGrpcCall,
          'additionalRequestHeadersToLog',
          'additionalResponseHeadersToLog',
          'additionalResponseTrailersToLog',
        ],
      },
    ),
    body: Type.Optional(text),
    attributes,
    resourceAttributes: attributes,
  },
  { '~unserved': ['disableBuiltinLabels'] },
);

/** accessLog lists the access logs, and where they go. */
export const accessLog = Type.Array(
  ruled(
    Type.Object({
      fileSink: Type.Optional(fileSink),
      grpcService: Type.Optional(grpcService),
      openTelemetry: Type.Optional(openTelemetry),
      filter: Type.Optional(logFilter),
    }),
    oneOf('fileSink', 'grpcService', 'openTelemetry'),
  ),
  { maxItems: 16 },
);

/** WrittenListenerLog is one access log as read. */
export type WrittenListenerLog = Read<typeof accessLog>[number];
