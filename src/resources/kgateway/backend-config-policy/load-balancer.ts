import { Type } from 'typebox';
import { duration } from '../../gateway-api/duration.ts';
import { cookieName, cookiePath, headerName } from '../../gateway-api/fields.ts';
import { converted, ruled } from '../../schema/annotate.ts';
import { oneOf } from '../../schema/one-of.ts';

const percent = Type.Integer({ minimum: 0, maximum: 100 });
const size = Type.Integer({ minimum: 0, maximum: 8_388_608 });

const aggression = converted(
  Type.String({
    maxLength: 16,
    pattern: '^(?=.*[1-9])[0-9]{1,6}([.][0-9]{1,6})?$',
    '~wants': 'a number above 0, as text, such as "1.5"',
  }),
  Number,
);
const slowStart = Type.Object({
  window: Type.Optional(duration),
  aggression: Type.Optional(aggression),
  minWeightPercent: Type.Optional(percent),
});

const hashPolicy = ruled(
  Type.Object({
    header: Type.Optional(Type.Object({ name: headerName })),
    cookie: Type.Optional(
      Type.Object({
        name: cookieName,
        path: Type.Optional(cookiePath),
        ttl: Type.Optional(duration),
        secure: Type.Boolean({ default: false }),
        httpOnly: Type.Boolean({ default: false }),
        sameSite: Type.Optional(Type.Enum(['Strict', 'Lax', 'None'])),
      }),
    ),
    sourceIP: Type.Optional(Type.Object({})),
    terminal: Type.Boolean({ default: false }),
  }),
  oneOf('header', 'cookie', 'sourceIP'),
);

const hashed = {
  hashPolicies: Type.Array(hashPolicy, { maxItems: 16, default: [] }),
};

const zoneAware = Type.Object({
  preferLocal: Type.Object({
    minEndpointsThreshold: Type.Integer({ minimum: 1, maximum: 4_294_967_295, default: 6 }),
    routingEnabled: Type.Optional(percent),
    force: Type.Optional(
      Type.Object({
        minEndpointsInZoneThreshold: Type.Integer({ minimum: 1, maximum: 4_294_967_295, default: 1 }),
      }),
    ),
  }),
});

/** loadBalancer says how the endpoint of a request is chosen. */
export const loadBalancer = ruled(
  Type.Object(
    {
      leastRequest: Type.Optional(
        Type.Object({
          choiceCount: Type.Integer({ minimum: 2, maximum: 1_000_000, default: 2 }),
          slowStart: Type.Optional(slowStart),
        }),
      ),
      roundRobin: Type.Optional(Type.Object({ slowStart: Type.Optional(slowStart) })),
      ringHash: Type.Optional(
        Type.Object(
          { minimumRingSize: Type.Optional(size), maximumRingSize: Type.Optional(size), ...hashed },
          { '~unserved': ['useHostnameForHashing'] },
        ),
      ),
      maglev: Type.Optional(Type.Object(hashed, { '~unserved': ['useHostnameForHashing'] })),
      random: Type.Optional(Type.Object({})),
      healthyPanicThreshold: Type.Optional(percent),
      zoneAware: Type.Optional(zoneAware),
    },
    { '~unserved': ['updateMergeWindow', 'closeConnectionsOnHostSetChange', 'localityType'] },
  ),
  oneOf('leastRequest', 'roundRobin', 'ringHash', 'maglev', 'random'),
  ({ ringHash, maglev, zoneAware }, report) => {
    if (zoneAware !== undefined && (ringHash ?? maglev) !== undefined)
      report('must be left out where requests are hashed', 'zoneAware');
  },
);
