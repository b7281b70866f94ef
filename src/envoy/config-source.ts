import { create } from '@bufbuild/protobuf';
import { ApiVersion, ConfigSourceSchema } from '#gen/envoy/config/core/v3/config_source_pb.js';

/** Everything that a resource refers to comes over the same ADS stream. */
export const ads = create(ConfigSourceSchema, {
  resourceApiVersion: ApiVersion.V3,
  configSourceSpecifier: { case: 'ads', value: {} },
});
