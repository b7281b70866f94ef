import { Type } from 'typebox';
import type { ResourceOf } from '../../kind.ts';
import { ruled } from '../../schema/annotate.ts';
import { anything } from '../../schema/anything.ts';
import type { Read } from '../../schema/readonly.ts';
import { collectorAt, collectorFields, hostAndPort } from './collector.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import {
  callersByIdentity,
  oneWayToSay,
  proxyTargets,
  rulesOf,
  serviceTargets,
  targetedItems,
  topLevel,
} from './items.ts';
import { settingsOfType } from './settings-of-type.ts';

const text = Type.String({ maxLength: 65_536 });
const word = Type.String({ minLength: 1, maxLength: 256 });
const pairs = Type.Array(Type.Object({ key: word, value: text }), { maxItems: 128 });

const format = ruled(
  Type.Object({
    type: Type.Enum(['Plain', 'Json']),
    plain: Type.Optional(text),
    json: Type.Optional(pairs),
    omitEmptyValues: Type.Boolean({ default: false }),
  }),
  ({ type, plain, json }, report) => {
    if (type === 'Plain' && (plain ?? '') === '') report('must not be empty', 'plain');
    if (type === 'Json' && (json ?? []).length === 0) report('must not be empty', 'json');
    if (type === 'Plain' && json !== undefined) report('must not be set where the type is Plain', 'json');
    if (type === 'Json' && plain !== undefined) report('must not be set where the type is Json', 'plain');
  },
);
export type WrittenLogFormat = Read<typeof format>;

const backend = ruled(
  Type.Object({
    type: Type.Enum(['Tcp', 'File', 'OpenTelemetry']),
    tcp: Type.Optional(Type.Object({ address: hostAndPort, format: Type.Optional(format) })),
    file: Type.Optional(
      Type.Object({
        path: Type.String({
          minLength: 1,
          maxLength: 1024,
          pattern: '^/[^\\0]*$',
          '~wants': 'the absolute path of a file, such as /dev/stdout',
        }),
        format: Type.Optional(format),
      }),
    ),
    openTelemetry: Type.Optional(
      Type.Object({
        ...collectorFields,
        attributes: Type.Optional(pairs),
        body: Type.Optional(anything),
      }),
    ),
  }),
  settingsOfType({ Tcp: 'tcp', File: 'file', OpenTelemetry: 'openTelemetry' }),
  collectorAt,
);
export type WrittenLogBackend = Read<typeof backend>;

const logs = Type.Object({ backends: Type.Array(backend, { maxItems: 16 }) });
export type WrittenLogs = Read<typeof logs>;

const spec = ruled(
  Type.Object({
    targetRef: topLevel(...proxyTargets),
    to: targetedItems(logs, 'Mesh', ...serviceTargets, 'MeshHTTPRoute'),
    from: targetedItems(logs, 'Mesh'),
    rules: rulesOf(logs),
  }),
  oneWayToSay,
  callersByIdentity(() => undefined),
);

export const meshAccessLog = defineMeshPolicy({ kind: 'MeshAccessLog', shortName: 'mal' }, spec);
export type MeshAccessLog = ResourceOf<typeof meshAccessLog>;
