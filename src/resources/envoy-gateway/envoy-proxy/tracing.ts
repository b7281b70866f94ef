import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';
import { mapOf } from '../../schema/map-of.ts';
import type { Read } from '../../schema/readonly.ts';
import { unservedOfBackendCluster } from '../backend-cluster.ts';
import { calledProperties, checkCalled, sentHeaders } from './called.ts';

const word = Type.String({ minLength: 1, maxLength: 256 });
const text = Type.String({ maxLength: 4096 });

const fraction = ruled(
  Type.Object({
    numerator: Type.Integer({ minimum: 0 }),
    denominator: Type.Integer({ minimum: 1, default: 100 }),
  }),
  ({ numerator, denominator }, report) => {
    if (numerator > denominator) report('must not be greater than the denominator', 'numerator');
  },
);

const customTag = ruled(
  Type.Object({
    type: Type.Enum(['Literal', 'Environment', 'RequestHeader'], { default: 'Literal' }),
    literal: Type.Optional(Type.Object({ value: text })),
    environment: Type.Optional(Type.Object({ name: word, defaultValue: Type.Optional(text) })),
    requestHeader: Type.Optional(Type.Object({ name: word, defaultValue: Type.Optional(text) })),
  }),
  ({ type, literal, environment, requestHeader }, report) => {
    if (type === 'Literal' && literal === undefined)
      report('is required where the type is Literal', 'literal');
    if (type === 'Environment' && environment === undefined)
      report('is required where the type is Environment', 'environment');
    if (type === 'RequestHeader' && requestHeader === undefined)
      report('is required where the type is RequestHeader', 'requestHeader');
  },
);

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
  Type.Object(
    {
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
    },
    { '~unserved': unservedOfBackendCluster },
  ),
  checkCalled,
);

/** tracing says whom spans of requests are sent to, of how many, and with what. */
export const tracing = ruled(
  Type.Object({
    samplingRate: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    samplingFraction: Type.Optional(fraction),
    clientSamplingFraction: Type.Optional(fraction),
    overallSamplingFraction: Type.Optional(fraction),
    customTags: mapOf(word, customTag, 128),
    tags: mapOf(word, text, 128),
    spanName: Type.Optional(Type.Object({ server: Type.Optional(text), client: Type.Optional(text) })),
    provider,
  }),
  ({ samplingRate, samplingFraction }, report) => {
    if (samplingRate !== undefined && samplingFraction !== undefined)
      report('must be left out where samplingRate is given', 'samplingFraction');
  },
);

/** WrittenTracing is it as read. */
export type WrittenTracing = Read<typeof tracing>;
