import { Type } from 'typebox';
import { period } from '../../gateway-api/duration.ts';
import { ruled } from '../../schema/annotate.ts';
import { oneOf } from '../../schema/one-of.ts';
import { disable } from './disable.ts';

const percentage = Type.Integer({ minimum: 0, maximum: 100, default: 100 });

/** faultInjection injects faults on purpose. */
export const faultInjection = ruled(
  Type.Object({
    delay: Type.Optional(Type.Object({ fixedDelay: period, percentage })),
    abort: Type.Optional(
      ruled(
        Type.Object({
          httpStatus: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
          grpcStatus: Type.Optional(Type.Integer({ minimum: 0, maximum: 16 })),
          percentage,
        }),
        oneOf('httpStatus', 'grpcStatus'),
      ),
    ),
    responseRateLimit: Type.Optional(
      Type.Object({ kbitsPerSecond: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }), percentage }),
    ),
    maxActiveFaults: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
    disable,
  }),
  ({ delay, abort, responseRateLimit, maxActiveFaults, disable }, report) => {
    const said = (delay ?? abort ?? responseRateLimit ?? maxActiveFaults) !== undefined;
    if (disable !== undefined && said) report('must stand alone', 'disable');
  },
);
