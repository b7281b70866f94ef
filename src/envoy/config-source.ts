import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { ApiVersion, ConfigSourceSchema } from '#gen/envoy/config/core/v3/config_source_pb.js';

/** Everything that a resource refers to comes over the same ADS stream. */
export const ads = create(ConfigSourceSchema, {
  resourceApiVersion: ApiVersion.V3,
  configSourceSpecifier: { case: 'ads', value: {} },
});

/** Seconds and nanoseconds of a duration in milliseconds. */
export function duration(milliseconds: number): { seconds: bigint; nanos: number } {
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds: BigInt(seconds), nanos: Math.round((milliseconds - seconds * 1000) * 1e6) };
}

export type ConfigSourceInit = MessageInitShape<typeof ConfigSourceSchema>;
