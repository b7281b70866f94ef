import { Type } from 'typebox';
import { tracedProperties } from '../traced.ts';

/** telemetry: what is told of what passes. Whom spans are sent to is a gateway's (EnvoyProxy). */
export const telemetry = Type.Object({
  metrics: Type.Optional(
    Type.Object({
      routeStatName: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, pattern: '^[^\\s]+$' })),
    }),
  ),
  tracing: Type.Optional(Type.Object(tracedProperties)),
});
