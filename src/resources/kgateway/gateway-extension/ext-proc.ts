import { Type } from 'typebox';
import { duration, period } from '../../gateway-api/duration.ts';
import { grpcService } from './called-service.ts';

const headers = Type.Optional(Type.Enum(['DEFAULT', 'SEND', 'SKIP']));
const body = Type.Enum(['NONE', 'STREAMED', 'BUFFERED', 'BUFFERED_PARTIAL', 'FULL_DUPLEX_STREAMED'], {
  default: 'NONE',
});

/** processingMode says which parts of requests and answers the service is sent. */
export const processingMode = Type.Object({
  requestHeaderMode: headers,
  responseHeaderMode: headers,
  requestBodyMode: body,
  responseBodyMode: body,
  requestTrailerMode: headers,
  responseTrailerMode: headers,
});

const names = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 64, default: [] });

/** extProc is a service that changes requests and answers. */
export const extProc = Type.Object(
  {
    grpcService,
    failOpen: Type.Boolean({ default: true }),
    processingMode: Type.Optional(processingMode),
    messageTimeout: Type.Optional(period),
    maxMessageTimeout: Type.Optional(duration),
    allowProcessingModeOverride: Type.Boolean({ default: false }),
    requestAttributes: names,
    metadataOptions: Type.Optional(
      Type.Object({
        forwarding: Type.Optional(Type.Object({ untyped: names }, { '~unserved': ['typed'] })),
      }),
    ),
  },
  { '~unserved': ['allowedProcessingModeOverrides', 'filterStage', 'routeCacheAction', 'statPrefix'] },
);
