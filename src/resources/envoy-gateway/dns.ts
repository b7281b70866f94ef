import { Type } from 'typebox';
import { duration, period } from '../gateway-api/duration.ts';
import { expressed, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';

const tooShort = 'must not be shorter than baseInterval';

const failureRefresh = expressed(
  ruled(
    Type.Object({ baseInterval: period, maxInterval: Type.Optional(duration) }),
    ({ baseInterval, maxInterval = baseInterval }, report) => {
      if (maxInterval < baseInterval) report(tooShort, 'maxInterval');
    },
  ),
  {
    rule: '!has(self.maxInterval) || duration(self.maxInterval) >= duration(self.baseInterval)',
    message: tooShort,
    at: '.maxInterval',
  },
);

/** dns is how names are resolved: Envoy Gateway's fields, and two of ours (`failureRefresh`, `type`). */
export const dns = Type.Object({
  dnsRefreshRate: Type.Optional(period),
  respectDnsTtl: Type.Optional(Type.Boolean()),
  lookupFamily: Type.Optional(Type.Enum(['IPv4', 'IPv6', 'IPv4Preferred', 'IPv6Preferred', 'IPv4AndIPv6'])),
  failureRefresh: Type.Optional(failureRefresh),
  type: Type.Optional(Type.Enum(['Strict', 'Logical'])),
});

/** Dns: times are in milliseconds. */
export type Dns = Read<typeof dns>;
