import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';
import { mapOf } from '../../schema/map-of.ts';
import type { Read } from '../../schema/readonly.ts';
import { usedBackendCluster } from '../backend-cluster.ts';
import { calledProperties, checkCalled, sentHeaders } from './called.ts';

const text = Type.String({ maxLength: 65_536 });
const texts = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 64, default: [] });
const word = Type.String({ minLength: 1, maxLength: 256 });
/** attributes are values by name. */
const attributes = mapOf(word, text, 128);

const format = ruled(
  Type.Object({
    type: Type.Optional(Type.Enum(['Text', 'JSON'])),
    text: Type.Optional(text),
    json: Type.Optional(Type.Record(Type.String(), text, { propertyNames: word, maxProperties: 128 })),
  }),
  ({ type, text, json }, report) => {
    if (type === 'Text' && text === undefined) report('is required where the type is Text', 'text');
    if (type === 'JSON' && json === undefined) report('is required where the type is JSON', 'json');
    if (type === 'Text' && json !== undefined) report('must be left out where the type is Text', 'json');
    if (type === 'JSON' && text !== undefined) report('must be left out where the type is JSON', 'text');
  },
);

const als = ruled(
  Type.Object({
    ...usedBackendCluster,
    logName: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
    type: Type.Enum(['HTTP', 'TCP']),
    http: Type.Optional(
      Type.Object({ requestHeaders: texts, responseHeaders: texts, responseTrailers: texts }),
    ),
  }),
  checkCalled,
  ({ type, http }, report) => {
    if (type === 'TCP' && http !== undefined) report('must be left out where the type is TCP', 'http');
  },
);

const openTelemetry = ruled(
  Type.Object({
    ...calledProperties,
    headers: sentHeaders,
    resources: attributes,
    resourceAttributes: attributes,
  }),
  checkCalled,
);

const sink = ruled(
  Type.Object({
    type: Type.Enum(['File', 'ALS', 'OpenTelemetry']),
    file: Type.Optional(Type.Object({ path: Type.String({ minLength: 1, maxLength: 4096 }) })),
    als: Type.Optional(als),
    openTelemetry: Type.Optional(openTelemetry),
  }),
  ({ type, file, als, openTelemetry }, report) => {
    const forms = { File: file, ALS: als, OpenTelemetry: openTelemetry };
    const names = { File: 'file', ALS: 'als', OpenTelemetry: 'openTelemetry' };
    for (const form of ['File', 'ALS', 'OpenTelemetry'] as const) {
      if (form === type && forms[form] === undefined)
        report(`is required where the type is ${type}`, names[form]);
      if (form !== type && forms[form] !== undefined)
        report(`must be left out where the type is ${type}`, names[form]);
    }
  },
);

/** accessLog says where requests and connections are logged, and how. */
export const accessLog = Type.Object({
  disable: Type.Boolean({ default: false }),
  settings: Type.Optional(
    Type.Array(
      Type.Object({
        format: Type.Optional(format),
        matches: Type.Array(Type.String({ minLength: 1, maxLength: 4096 }), { maxItems: 10, default: [] }),
        sinks: Type.Array(sink, { minItems: 1, maxItems: 50 }),
        type: Type.Optional(Type.Enum(['Listener', 'Route', 'Upstream'])),
      }),
      { minItems: 1, maxItems: 50 },
    ),
  ),
});

/** WrittenAccessLog is accessLog as read. */
export type WrittenAccessLog = Read<typeof accessLog>;
