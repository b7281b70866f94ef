import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';
import { mapOf } from '../../schema/map-of.ts';
import { atMostOneOf } from '../../schema/one-of.ts';
import type { Read } from '../../schema/readonly.ts';
import { fraction, tracedProperties } from '../traced.ts';
import { calledProperties, checkCalled, sentHeaders } from './called.ts';

const word = Type.String({ minLength: 1, maxLength: 256 });
const text = Type.String({ maxLength: 4096 });

const openTelemetry = Type.Object({
  headers: sentHeaders,
  resourceAttributes: mapOf(word, text, 128),
  sampler: Type.Optional(
    Type.Object({
      type: Type.Enum(
        [
          'AlwaysOn',
          'AlwaysOff',
          'TraceIdRatio',
          'ParentBasedAlwaysOn',
          'ParentBasedAlwaysOff',
          'ParentBasedTraceIdRatio',
        ],
        { default: 'AlwaysOn' },
      ),
      samplingPercentage: Type.Optional(fraction),
    }),
  ),
});

const provider = ruled(
  Type.Object({
    ...calledProperties,
    type: Type.Enum(['OpenTelemetry', 'Zipkin', 'Datadog'], { default: 'OpenTelemetry' }),
    serviceName: Type.Optional(word),
    openTelemetry: Type.Optional(openTelemetry),
    zipkin: Type.Optional(
      Type.Object({
        enable128BitTraceId: Type.Boolean({ default: false }),
        disableSharedSpanContext: Type.Boolean({ default: false }),
      }),
    ),
  }),
  checkCalled,
);

/** tracing says where spans of requests are sent, for which share of requests, and with which tags. */
export const tracing = ruled(
  Type.Object({
    samplingRate: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    ...tracedProperties,
    provider,
  }),
  atMostOneOf('samplingRate', 'samplingFraction'),
);

/** WrittenTracing is tracing as read. */
export type WrittenTracing = Read<typeof tracing>;
