import { Type } from 'typebox';
import { headerName } from '../../gateway-api/fields.ts';
import type { ResourceOf } from '../../kind.ts';
import { ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { canBeCalled, collectorAt, collectorFields } from './collector.ts';
import { percentage } from './decimal.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { proxyTargets, topLevel } from './items.ts';
import { settingsOfType } from './settings-of-type.ts';

/** The URL to which spans are sent; it may contain no user or password. */
const url = ruled(
  Type.String({
    maxLength: 2048,
    pattern: '^http://[^\\s/@?#]+(?:/[^\\s]*)?$',
    '~wants': 'a URL such as http://zipkin.example.com:9411/api/v2/spans',
  }),
  canBeCalled,
);

const backend = ruled(
  Type.Object({
    type: Type.Enum(['Zipkin', 'Datadog', 'OpenTelemetry']),
    zipkin: Type.Optional(
      Type.Object({
        url,
        traceId128bit: Type.Boolean({ default: false }),
        apiVersion: Type.Enum(['httpJson', 'httpProto'], { default: 'httpJson' }),
        sharedSpanContext: Type.Boolean({ default: true }),
      }),
    ),
    datadog: Type.Optional(Type.Object({ url, splitService: Type.Boolean({ default: false }) })),
    openTelemetry: Type.Optional(Type.Object(collectorFields)),
  }),
  settingsOfType({ Zipkin: 'zipkin', Datadog: 'datadog', OpenTelemetry: 'openTelemetry' }),
  collectorAt,
);
export type WrittenTraceBackend = Read<typeof backend>;

const tag = ruled(
  Type.Object({
    name: Type.String({ minLength: 1, maxLength: 256 }),
    literal: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
    header: Type.Optional(
      Type.Object({ name: headerName, default: Type.Optional(Type.String({ maxLength: 4096 })) }),
    ),
  }),
  ({ literal, header }, report) => {
    if ((literal === undefined) === (header === undefined))
      report('must have exactly one defined: literal, header');
  },
);

const trace = Type.Object({
  backends: Type.Optional(Type.Array(backend, { maxItems: 1 })),
  sampling: Type.Optional(
    Type.Object({
      overall: Type.Optional(percentage),
      client: Type.Optional(percentage),
      random: Type.Optional(percentage),
    }),
  ),
  tags: Type.Optional(Type.Array(tag, { maxItems: 64 })),
});
/** WrittenTrace: shares are in percent. */
export type WrittenTrace = Read<typeof trace>;

const spec = Type.Object({ targetRef: topLevel(...proxyTargets), default: trace });

export const meshTrace = defineMeshPolicy({ kind: 'MeshTrace', shortName: 'mtr' }, spec);
export type MeshTrace = ResourceOf<typeof meshTrace>;
