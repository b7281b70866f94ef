/** By HTTP status, the gRPC status that Envoy gives in its own answers to gRPC calls (`Grpc::Utility::httpToGrpcStatus`). */
const statuses: Readonly<Record<number, number>> = {
  400: 13,
  401: 16,
  403: 7,
  404: 12,
  429: 14,
  502: 14,
  503: 14,
  504: 14,
};

/** grpcStatusOf is the gRPC status of a gRPC call that is answered with an HTTP status; 2 is UNKNOWN. */
export function grpcStatusOf(status: number): number {
  return statuses[status] ?? 2;
}
