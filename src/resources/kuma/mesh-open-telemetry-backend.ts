import { Type } from 'typebox';
import { hostAndPort as written } from '#lib/ip-address.ts';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { defaulted, ruled, unserved } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { kumaGroup, kumaVersions, portNumber } from './fields.ts';
import { applicationAddress } from './metrics-fields.ts';

const endpoint = Type.Object({
  address: defaulted(applicationAddress, '127.0.0.1'),
  port: defaulted(portNumber, 4317),
  path: Type.Optional(unserved(Type.String({ maxLength: 1024 }))),
});

const env = Type.Object({
  mode: Type.Enum(['Disabled', 'Optional', 'Required'], { default: 'Optional' }),
  precedence: Type.Enum(['ExplicitFirst', 'EnvFirst'], { default: 'EnvFirst' }),
  allowSignalOverrides: Type.Boolean({ default: true }),
});

const spec = ruled(
  Type.Object({
    endpoint: defaulted(endpoint, {}),
    protocol: Type.Enum(['grpc', 'http'], { default: 'grpc' }),
    env: Type.Optional(unserved(env)),
  }),
  ({ endpoint: { path = '' }, protocol }, report) => {
    if (path === '') return;
    if (protocol === 'grpc') report('must not be set when protocol is grpc', 'endpoint', 'path');
    else if (!path.startsWith('/')) report('must start with /', 'endpoint', 'path');
    else if (/[?#]/.test(path)) report('must not contain query or fragment', 'endpoint', 'path');
  },
);

/** MeshOpenTelemetryBackendSpec is a collector to which policies refer: `url` is its address. */
export interface MeshOpenTelemetryBackendSpec {
  readonly url: string;
  readonly protocol: 'grpc' | 'http';
}

const body = Type.Object({ spec: defaulted(spec, {}) });
const hub = ({ spec: { endpoint, protocol } }: Read<typeof body>): MeshOpenTelemetryBackendSpec => ({
  url: `http://${written(endpoint.address, endpoint.port)}`,
  protocol,
});

export const meshOpenTelemetryBackend = defineKind({
  id: 'kuma/MeshOpenTelemetryBackend',
  group: kumaGroup,
  kind: 'MeshOpenTelemetryBackend',
  plural: 'meshopentelemetrybackends',
  shortNames: ['motb'],
  versions: kumaVersions,
  scope: 'Namespaced',
  body,
  hub,
  universal: { scope: 'Mesh', body, hub },
  refusesUnknown: true,
});
export type MeshOpenTelemetryBackend = ResourceOf<typeof meshOpenTelemetryBackend>;
