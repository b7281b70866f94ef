import { Type } from 'typebox';
import { tracedProperties } from '../traced.ts';

/** telemetry says what is reported about requests. Where spans are sent is set for a gateway (EnvoyProxy). */
export const telemetry = Type.Object({
  metrics: Type.Optional(
    Type.Object({
      routeStatName: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, pattern: '^[^\\s]+$' })),
    }),
  ),
  tracing: Type.Optional(Type.Object(tracedProperties)),
});
