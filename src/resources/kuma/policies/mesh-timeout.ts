import { Type } from 'typebox';
import type { ResourceOf } from '../../kind.ts';
import { type Report, ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { duration, positiveDuration } from '../duration.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import {
  callersByIdentity,
  oneWayToSay,
  proxyTargets,
  rulesOf,
  serviceTargets,
  type TargetedItem,
  targetedItems,
  topLevel,
} from './items.ts';

const timeouts = ruled(
  Type.Object({
    connectionTimeout: Type.Optional(positiveDuration),
    idleTimeout: Type.Optional(duration),
    http: Type.Optional(
      Type.Object({
        requestTimeout: Type.Optional(duration),
        streamIdleTimeout: Type.Optional(duration),
        maxStreamDuration: Type.Optional(duration),
        maxConnectionDuration: Type.Optional(duration),
        requestHeadersTimeout: Type.Optional(duration),
      }),
    ),
  }),
  ({ http, ...rest }, report) => {
    if (Object.keys({ ...rest, ...http }).length === 0) report('at least one timeout should be configured');
  },
);
/** MeshTimeouts are in milliseconds; 0 is no limit. */
export type MeshTimeouts = Read<typeof timeouts>;

/** For the routes of a MeshHTTPRoute, only timeouts may be set that Envoy has on a route. */
function routesAlone({ to }: { readonly to: readonly TargetedItem<MeshTimeouts>[] }, report: Report): void {
  to.forEach(({ targetRef, default: { http = {}, ...rest } }, i) => {
    if (targetRef.kind !== 'MeshHTTPRoute') return;
    const { requestTimeout: _, streamIdleTimeout: __, ...ofConnections } = http;
    const message = 'must not be set where the target is a MeshHTTPRoute: it is not a setting of a route';
    for (const name of Object.keys(rest)) report(message, 'to', i, 'default', name);
    for (const name of Object.keys(ofConnections)) report(message, 'to', i, 'default', 'http', name);
  });
}

const spec = ruled(
  Type.Object({
    targetRef: topLevel(...proxyTargets, 'MeshHTTPRoute'),
    to: targetedItems(timeouts, 'Mesh', ...serviceTargets, 'MeshHTTPRoute'),
    from: targetedItems(timeouts, 'Mesh'),
    rules: rulesOf(timeouts),
  }),
  oneWayToSay,
  callersByIdentity(({ http }: MeshTimeouts) =>
    http?.requestHeadersTimeout === undefined ? undefined : ['http', 'requestHeadersTimeout'],
  ),
  routesAlone,
);

export const meshTimeout = defineMeshPolicy({ kind: 'MeshTimeout', shortName: 'mt' }, spec);
export type MeshTimeout = ResourceOf<typeof meshTimeout>;
