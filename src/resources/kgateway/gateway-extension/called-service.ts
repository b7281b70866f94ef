import { Type } from 'typebox';
import { period } from '../../gateway-api/duration.ts';
import { backendObjectProperties } from '../../gateway-api/references.ts';
import { ruled } from '../../schema/annotate.ts';

/** calledBackend names the backend that is called. */
export const calledBackend = Type.Object(backendObjectProperties, { '~ignores': ['weight'] });

const retry = Type.Object({
  attempts: Type.Integer({ minimum: 0, maximum: 1000, default: 1 }),
  backoff: Type.Optional(
    ruled(
      Type.Object({ baseInterval: period, maxInterval: Type.Optional(period) }),
      ({ baseInterval, maxInterval }, report) => {
        if (maxInterval !== undefined && maxInterval < baseInterval)
          report('must be at least baseInterval', 'maxInterval');
      },
    ),
  ),
});

/** callProperties say how a service is called. */
export const callProperties = {
  backendRef: calledBackend,
  requestTimeout: Type.Optional(period),
  retry: Type.Optional(retry),
};

/** grpcService is a gRPC service. */
export const grpcService = Type.Object({
  ...callProperties,
  authority: Type.Optional(
    Type.String({ minLength: 1, maxLength: 253, pattern: '^[^\\s\\p{Cc}]+$', '~wants': 'a host name' }),
  ),
});
