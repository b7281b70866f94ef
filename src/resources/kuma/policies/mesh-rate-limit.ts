import { Type } from 'typebox';
import type { ResourceOf } from '../../kind.ts';
import { ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { duration } from '../duration.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { addedHeaders } from './header-modifier.ts';
import { inboundsAlone } from './inbound-policy.ts';
import { callersByIdentity, oneWayToSay, proxyTargets, rulesOf, targetedItems, topLevel } from './items.ts';

/** The shortest interval, in milliseconds, at which Envoy fills a token bucket. */
const shortest = 50;

const rate = ruled(
  Type.Object({ num: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }), interval: duration }),
  ({ interval }, report) => {
    if (interval < shortest) report(`must be greater than: ${shortest}ms`, 'interval');
  },
);

const limits = ruled(
  Type.Object({
    local: Type.Optional(
      Type.Object({
        http: Type.Optional(
          Type.Object({
            disabled: Type.Optional(Type.Boolean()),
            requestRate: Type.Optional(rate),
            onRateLimit: Type.Optional(
              Type.Object({
                status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })),
                headers: Type.Optional(addedHeaders),
              }),
            ),
          }),
        ),
        tcp: Type.Optional(
          Type.Object({ disabled: Type.Optional(Type.Boolean()), connectionRate: Type.Optional(rate) }),
        ),
      }),
    ),
  }),
  ({ local }, report) => {
    if (local?.http === undefined && local?.tcp === undefined)
      report('must have at least one defined: http, tcp', 'local');
  },
);
/** WrittenLimits: intervals are in milliseconds. */
export type WrittenLimits = Read<typeof limits>;

const spec = ruled(
  Type.Object({
    targetRef: topLevel(...proxyTargets),
    to: targetedItems(limits, 'Mesh'),
    from: targetedItems(limits, 'Mesh'),
    rules: rulesOf(limits),
  }),
  oneWayToSay,
  inboundsAlone,
  callersByIdentity(({ local }: WrittenLimits) => (local?.tcp === undefined ? undefined : ['local', 'tcp'])),
);

export const meshRateLimit = defineMeshPolicy({ kind: 'MeshRateLimit', shortName: 'mrl' }, spec);
export type MeshRateLimit = ResourceOf<typeof meshRateLimit>;
