import { Type } from 'typebox';
import { period } from '../../gateway-api/duration.ts';
import { ruled } from '../../schema/annotate.ts';

/** retry says which failed requests are tried again, and how often. */
export const retry = ruled(
  Type.Object({
    retryOn: Type.Array(
      Type.Enum([
        '5xx',
        'gateway-error',
        'reset',
        'reset-before-request',
        'connect-failure',
        'envoy-ratelimited',
        'retriable-4xx',
        'refused-stream',
        'retriable-status-codes',
        'http3-post-connect-failure',
        'cancelled',
        'deadline-exceeded',
        'internal',
        'resource-exhausted',
        'unavailable',
      ]),
      { maxItems: 16, default: [] },
    ),
    statusCodes: Type.Array(Type.Integer({ minimum: 400, maximum: 599 }), { maxItems: 64, default: [] }),
    attempts: Type.Integer({ minimum: 0, maximum: 1000, default: 1 }),
    perTryTimeout: Type.Optional(period),
    backoffBaseInterval: Type.Optional(period),
  }),
  ({ retryOn, statusCodes }, report) => {
    if (retryOn.length + statusCodes.length === 0) report('must have one of retryOn, statusCodes');
  },
);
