import { Type } from 'typebox';
import { duration } from '../../gateway-api/duration.ts';
import { ruled } from '../../schema/annotate.ts';

const percentage = Type.Number({ minimum: 0, maximum: 100, default: 100 });

const abort = ruled(
  Type.Object({
    httpStatus: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
    grpcStatus: Type.Optional(Type.Integer({ minimum: 0, maximum: 16 })),
    percentage,
  }),
  ({ httpStatus, grpcStatus }, report) => {
    if ((httpStatus === undefined) === (grpcStatus === undefined)) {
      report('must have one of httpStatus and grpcStatus');
    }
  },
);

/** faultInjection injects faults on purpose. */
export const faultInjection = Type.Object({
  delay: Type.Optional(Type.Object({ fixedDelay: duration, percentage })),
  abort: Type.Optional(abort),
});
