import { Type } from 'typebox';
import type { Read } from '../../schema/readonly.ts';
import { tracingAttribute } from '../traffic-policy/tracing.ts';
import { grpcCallProperties, unservedOfGrpcCall } from './grpc-call.ts';

const percentage = Type.Integer({ minimum: 0, maximum: 100, default: 100 });

const openTelemetry = Type.Object(
  {
    grpcService: Type.Object(grpcCallProperties, { '~unserved': unservedOfGrpcCall }),
    serviceName: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    sampler: Type.Optional(Type.Object({ alwaysOnConfig: Type.Optional(Type.Object({})) })),
  },
  { '~unserved': ['resourceDetectors'] },
);

/** listenerTracing says where spans are sent, and for which requests. */
export const listenerTracing = Type.Object({
  provider: Type.Object({ openTelemetry }),
  clientSampling: percentage,
  randomSampling: percentage,
  overallSampling: percentage,
  verbose: Type.Optional(Type.Boolean()),
  maxPathTagLength: Type.Optional(Type.Integer({ minimum: 1, maximum: 4_294_967_295 })),
  spawnUpstreamSpan: Type.Boolean({ default: false }),
  attributes: Type.Array(tracingAttribute, { maxItems: 64, default: [] }),
});

/** WrittenListenerTracing is listenerTracing as read. */
export type WrittenListenerTracing = Read<typeof listenerTracing>;
