import { Type } from 'typebox';
import { headerName, headerValue } from '../../gateway-api/fields.ts';
import { calledBackend } from '../gateway-extension/called-service.ts';

/** grpcCallProperties say how a service receives logs or spans by gRPC. */
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

/** unservedOfGrpcCall are its known fields that are not served. */
export const unservedOfGrpcCall = ['maxReceiveMessageLength', 'skipEnvoyHeaders', 'timeout', 'retryPolicy'];
