import { Type } from 'typebox';
import type { ResourceOf } from '../../kind.ts';
import { ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { duration, positiveDuration } from '../duration.ts';
import { percentage } from './decimal.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { addedHeaders } from './header-modifier.ts';
import { oneWayToSay, proxyTargets, serviceTargets, targetedItems, topLevel } from './items.ts';

const count = Type.Integer({ minimum: 1, maximum: 4_294_967_295 });
const base64 = Type.String({
  maxLength: 8192,
  pattern: '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
  '~wants': 'base64',
});
const disabled = Type.Optional(Type.Boolean());

const check = ruled(
  Type.Object({
    interval: Type.Optional(positiveDuration),
    timeout: Type.Optional(positiveDuration),
    unhealthyThreshold: Type.Optional(count),
    healthyThreshold: Type.Optional(count),
    initialJitter: Type.Optional(duration),
    intervalJitter: Type.Optional(duration),
    intervalJitterPercent: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    noTrafficInterval: Type.Optional(positiveDuration),
    healthyPanicThreshold: Type.Optional(percentage),
    failTrafficOnPanic: Type.Optional(Type.Boolean()),
    eventLogPath: Type.Optional(Type.String({ maxLength: 1024 })),
    alwaysLogHealthCheckFailures: Type.Optional(Type.Boolean()),
    reuseConnection: Type.Optional(Type.Boolean()),
    tcp: Type.Optional(
      Type.Object({
        disabled,
        send: Type.Optional(base64),
        receive: Type.Optional(Type.Array(base64, { maxItems: 64 })),
      }),
    ),
    http: Type.Optional(
      Type.Object({
        disabled,
        path: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 1024,
            pattern: '^/',
            '~wants': 'a path, which begins with "/"',
          }),
        ),
        requestHeadersToAdd: Type.Optional(addedHeaders),
        expectedStatuses: Type.Optional(
          Type.Array(Type.Integer({ minimum: 100, maximum: 599 }), { maxItems: 500 }),
        ),
      }),
    ),
    grpc: Type.Optional(
      Type.Object({
        disabled,
        serviceName: Type.Optional(Type.String({ maxLength: 1024 })),
        authority: Type.Optional(Type.String({ maxLength: 253 })),
      }),
    ),
  }),
  ({ tcp, http, grpc }, report) => {
    if (tcp === undefined && http === undefined && grpc === undefined)
      report('must have at least one defined: http, tcp, grpc');
  },
);
/** WrittenHealthCheck: times are in milliseconds; what TCP probes send and receive is base64. */
export type WrittenHealthCheck = Read<typeof check>;

const spec = ruled(
  Type.Object({ targetRef: topLevel(...proxyTargets), to: targetedItems(check, 'Mesh', ...serviceTargets) }),
  oneWayToSay,
);

export const meshHealthCheck = defineMeshPolicy({ kind: 'MeshHealthCheck', shortName: 'mhc' }, spec);
export type MeshHealthCheck = ResourceOf<typeof meshHealthCheck>;
