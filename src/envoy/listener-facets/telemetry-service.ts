import type { MessageInitShape } from '@bufbuild/protobuf';
import type { GrpcServiceSchema } from '#gen/envoy/config/core/v3/grpc_service_pb.js';
import type { TelemetryService } from '#model';
import { clusterName } from '../names.ts';

/** grpcServiceOf is how a service is called in gRPC. */
export function grpcServiceOf({
  use,
  authority,
  headers = {},
}: TelemetryService): MessageInitShape<typeof GrpcServiceSchema> {
  return {
    targetSpecifier: { case: 'envoyGrpc', value: { clusterName: clusterName(use), authority } },
    initialMetadata: Object.entries(headers).map(([key, value]) => ({ key: key.toLowerCase(), value })),
  };
}

/** attributeList is text attributes by name as OpenTelemetry has them. */
export function attributeList(words: Readonly<Record<string, string>>) {
  return {
    values: Object.entries(words).map(
      ([key, value]) => ({ key, value: { value: { case: 'stringValue', value } } }) as const,
    ),
  };
}
