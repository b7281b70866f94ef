import type { MessageInitShape } from '@bufbuild/protobuf';
import { ApiVersion } from '#gen/envoy/config/core/v3/config_source_pb.js';
import type { RateLimitSchema } from '#gen/envoy/extensions/filters/http/ratelimit/v3/rate_limit_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { RateLimitService } from '#model';
import { clusterName } from '../names.ts';

type Settings = Extract<MessageInitShape<typeof RateLimitSchema>, { readonly $typeName?: never }>;

/** askedToCount is how a service is asked whether a request may pass. */
export function askedToCount({
  use,
  authority,
  timeout,
  failsClosed,
}: RateLimitService): Pick<Settings, 'timeout' | 'failureModeDeny' | 'rateLimitService'> {
  const envoyGrpc = { clusterName: clusterName(use), authority };
  return {
    timeout: protobufDuration(timeout),
    failureModeDeny: failsClosed,
    rateLimitService: {
      grpcService: { targetSpecifier: { case: 'envoyGrpc', value: envoyGrpc } },
      transportApiVersion: ApiVersion.V3,
    },
  };
}
