import { Type } from 'typebox';
import { headerName } from '../../gateway-api/fields.ts';
import type { ResourceOf } from '../../kind.ts';
import { ruled } from '../../schema/annotate.ts';
import { mapOf } from '../../schema/map-of.ts';
import type { Read } from '../../schema/readonly.ts';
import { duration, positiveDuration } from '../duration.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { headerMatch } from './header-match.ts';
import { oneWayToSay, proxyTargets, serviceTargets, targetedItems, topLevel } from './items.ts';

const count = Type.Integer({ minimum: 0, maximum: 4_294_967_295 });

const backOff = ruled(
  Type.Object({
    baseInterval: Type.Optional(positiveDuration),
    maxInterval: Type.Optional(positiveDuration),
  }),
  (written, report) => {
    if (isEmpty(written)) report('must not be empty');
  },
  ({ baseInterval = 25, maxInterval }, report) => {
    if (maxInterval !== undefined && maxInterval < baseInterval)
      report(`must not be shorter than the base interval, which is ${baseInterval}ms`, 'maxInterval');
  },
);

const rateLimitedBackOff = Type.Object({
  resetHeaders: Type.Array(
    Type.Object({ name: headerName, format: Type.Enum(['Seconds', 'UnixTimestamp']) }),
    { minItems: 1, maxItems: 16 },
  ),
  maxInterval: Type.Optional(positiveDuration),
});

const attempts = {
  numRetries: Type.Optional(count),
  perTryTimeout: Type.Optional(duration),
  backOff: Type.Optional(backOff),
  rateLimitedBackOff: Type.Optional(rateLimitedBackOff),
};

const conditions = [
  '5xx',
  'GatewayError',
  'Reset',
  'Retriable4xx',
  'ConnectFailure',
  'EnvoyRatelimited',
  'RefusedStream',
  'Http3PostConnectFailure',
  'HttpMethodConnect',
  'HttpMethodDelete',
  'HttpMethodGet',
  'HttpMethodHead',
  'HttpMethodOptions',
  'HttpMethodPatch',
  'HttpMethodPost',
  'HttpMethodPut',
  'HttpMethodTrace',
];

const retryOn = ruled(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 }), (items, report) => {
  items.forEach((item, i) => {
    if (!conditions.includes(item) && !/^[1-5][0-9][0-9]$/.test(item)) report(`unknown item '${item}'`, i);
  });
});

const predicate = ruled(
  Type.Object({
    predicate: Type.Enum(['OmitPreviousHosts', 'OmitHostsWithTags', 'OmitPreviousPriorities']),
    tags: Type.Optional(
      mapOf(Type.String({ minLength: 1, maxLength: 253 }), Type.String({ maxLength: 253 }), 16),
    ),
    updateFrequency: Type.Integer({ minimum: 1, maximum: 2_147_483_647, default: 2 }),
  }),
  ({ predicate, tags = {} }, report) => {
    if (predicate === 'OmitHostsWithTags' && isEmpty(tags)) report('must be defined', 'tags');
  },
);

const hostSelection = ruled(Type.Array(predicate, { maxItems: 16 }), (items, report) => {
  const isPriority = (item: (typeof items)[number]) => item.predicate === 'OmitPreviousPriorities';
  const first = items.findIndex(isPriority);
  const second = items.findIndex((item, i) => i > first && isPriority(item));
  if (second >= 0) report('OmitPreviousPriorities must only be specified once', second, 'predicate');
});

function isEmpty(part: object | undefined): boolean {
  return part !== undefined && Object.keys(part).length === 0;
}

const retries = ruled(
  Type.Object({
    tcp: Type.Optional(
      Type.Object({ maxConnectAttempt: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }) }),
    ),
    http: Type.Optional(
      Type.Object({
        ...attempts,
        retryOn: Type.Optional(retryOn),
        retriableRequestHeaders: Type.Optional(Type.Array(headerMatch, { maxItems: 64 })),
        retriableResponseHeaders: Type.Optional(Type.Array(headerMatch, { maxItems: 64 })),
        hostSelection: Type.Optional(hostSelection),
        hostSelectionMaxAttempts: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
      }),
    ),
    grpc: Type.Optional(
      Type.Object({
        ...attempts,
        retryOn: Type.Optional(
          Type.Array(
            Type.Enum(['Canceled', 'DeadlineExceeded', 'Internal', 'ResourceExhausted', 'Unavailable']),
            { maxItems: 16 },
          ),
        ),
      }),
    ),
  }),
  ({ tcp, http, grpc }, report) => {
    if (tcp === undefined && http === undefined && grpc === undefined)
      report("at least one of the 'tcp', 'http', 'grpc' must be specified");
    if (isEmpty(http)) report('must not be empty', 'http');
    if (isEmpty(grpc)) report('must not be empty', 'grpc');
  },
);
/** WrittenRetries: times are in milliseconds. */
export type WrittenRetries = Read<typeof retries>;

const spec = ruled(
  Type.Object({
    targetRef: topLevel(...proxyTargets, 'MeshHTTPRoute'),
    to: targetedItems(retries, 'Mesh', ...serviceTargets, 'MeshHTTPRoute'),
  }),
  oneWayToSay,
  ({ to }, report) => {
    to.forEach(({ targetRef, default: { tcp } }, i) => {
      if (targetRef.kind === 'MeshHTTPRoute' && tcp !== undefined)
        report('must not be set where the target is a MeshHTTPRoute', 'to', i, 'default', 'tcp');
    });
  },
);

export const meshRetry = defineMeshPolicy({ kind: 'MeshRetry', shortName: 'mr' }, spec);
export type MeshRetry = ResourceOf<typeof meshRetry>;
