import { Type } from 'typebox';
import { headerName } from '../../gateway-api/fields.ts';
import { ruled } from '../../schema/annotate.ts';
import { oneOf } from '../../schema/one-of.ts';
import type { Read } from '../../schema/readonly.ts';
import { disable } from './disable.ts';

const percentage = Type.Optional(Type.Integer({ minimum: 0, maximum: 100 }));
const text = Type.String({ minLength: 1, maxLength: 1024 });
const otherwise = Type.Optional(Type.String({ maxLength: 1024 }));

/** tracingAttribute is a tag of spans, and the source of its value. */
export const tracingAttribute = ruled(
  Type.Object({
    name: text,
    literal: Type.Optional(Type.Object({ value: text })),
    environment: Type.Optional(Type.Object({ name: text, defaultValue: otherwise })),
    requestHeader: Type.Optional(Type.Object({ name: headerName, defaultValue: otherwise })),
    metadata: Type.Optional(
      Type.Object({
        kind: Type.Enum(['Request', 'Route', 'Cluster', 'Host']),
        metadataKey: Type.Object({
          key: text,
          path: Type.Array(Type.Object({ key: text }), { maxItems: 16, default: [] }),
        }),
        defaultValue: otherwise,
      }),
    ),
  }),
  oneOf('literal', 'environment', 'requestHeader', 'metadata'),
);

/** WrittenTracingAttribute is tracingAttribute as read. */
export type WrittenTracingAttribute = Read<typeof tracingAttribute>;

/** tracing says how requests are traced, where the gateway sends spans. */
export const tracing = ruled(
  Type.Object({
    clientSampling: percentage,
    randomSampling: percentage,
    overallSampling: percentage,
    attributes: Type.Array(tracingAttribute, { maxItems: 16, default: [] }),
    disable,
  }),
  ({ clientSampling, randomSampling, overallSampling, attributes, disable }, report) => {
    const said = (clientSampling ?? randomSampling ?? overallSampling) !== undefined || attributes.length > 0;
    if (disable !== undefined && said) report('must stand alone', 'disable');
  },
);
