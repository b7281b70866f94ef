import { Type } from 'typebox';
import { duration } from '../../kuma/duration.ts';
import { ruled } from '../../schema/annotate.ts';
import { atMostOneOf } from '../../schema/one-of.ts';

const size = Type.Optional(Type.Integer({ minimum: 1, maximum: 8_388_608 }));
const slowStartConfig = Type.Optional(
  Type.Object({
    slowStartWindow: Type.Optional(duration),
    aggression: Type.Optional(Type.Number({ minimum: 0.000_001, maximum: 1_000_000 })),
    minWeightPercent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  }),
);

/** loadBalancerConfig says how the endpoint of a request to an Upstream is chosen. Routes say what is hashed. */
export const loadBalancerConfig = ruled(
  Type.Object(
    {
      healthyPanicThreshold: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
      roundRobin: Type.Optional(Type.Object({ slowStartConfig })),
      leastRequest: Type.Optional(
        Type.Object({
          choiceCount: Type.Optional(Type.Integer({ minimum: 2, maximum: 1_000_000 })),
          slowStartConfig,
        }),
      ),
      random: Type.Optional(Type.Object({})),
      ringHash: Type.Optional(
        Type.Object({
          ringHashConfig: Type.Optional(Type.Object({ minimumRingSize: size, maximumRingSize: size })),
        }),
      ),
      maglev: Type.Optional(Type.Object({})),
    },
    { '~unserved': ['localityWeightedLbConfig', 'updateMergeWindow', 'useHostnameForHashing'] },
  ),
  atMostOneOf('roundRobin', 'leastRequest', 'random', 'ringHash', 'maglev'),
);
