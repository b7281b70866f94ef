import { Type } from 'typebox';
import { duration, period } from '../../gateway-api/duration.ts';
import { ruled } from '../../schema/annotate.ts';

const percent = Type.Number({ minimum: 0, maximum: 100 });
const count = Type.Integer({ minimum: 1, maximum: 4_294_967_295 });

const minRtt = ruled(
  Type.Object({
    interval: Type.Optional(duration),
    fixedMinRTT: Type.Optional(period),
    requestCount: Type.Optional(count),
    jitter: Type.Optional(percent),
    minConcurrency: Type.Optional(count),
    buffer: Type.Optional(percent),
  }),
  ({ interval, fixedMinRTT }, report) => {
    if (interval === 0 && fixedMinRTT === undefined)
      report('with an interval of 0s nothing is measured; write fixedMinRTT', 'interval');
  },
);

/** adaptiveConcurrency limits how many requests are in flight at once, by how long they take. */
export const adaptiveConcurrency = Type.Object({
  gradientController: Type.Optional(
    Type.Object({
      sampleAggregatePercentile: Type.Optional(percent),
      concurrencyLimitParams: Type.Optional(
        Type.Object({
          maxConcurrencyLimit: Type.Optional(count),
          concurrencyUpdateInterval: Type.Optional(period),
        }),
      ),
      minRTTCalcParams: Type.Optional(minRtt),
    }),
  ),
  concurrencyLimitExceededStatus: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })),
});
