import { Type } from 'typebox';
import { headerName, headerValue } from '../../gateway-api/fields.ts';
import { calledBackend } from '../gateway-extension/called-service.ts';

/** grpcCallProperties are how a service is told by gRPC of what passed. */
export const grpcCallProperties = {
  backendRef: calledBackend,
  authority: Type.Optional(
    Type.String({ minLength: 1, maxLength: 253, pattern: '^[^\\s\\p{Cc}]+$', '~wants': 'a host name' }),
  ),
  initialMetadata: Type.Array(Type.Object({ key: headerName, value: Type.Optional(headerValue) }), {
    maxItems: 64,
    default: [],
  }),
};

/** unservedOfGrpcCall are known fields of it that nobody reads. */
export const unservedOfGrpcCall = ['maxReceiveMessageLength', 'skipEnvoyHeaders', 'timeout', 'retryPolicy'];
