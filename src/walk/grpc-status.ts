/** Envoy's words for an answer of its own to a call of gRPC (`Grpc::Utility::httpToGrpcStatus`). */
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

/** grpcStatusOf is what a call of gRPC ends with that is answered with an HTTP status; 2 is UNKNOWN. */
export function grpcStatusOf(status: number): number {
  return statuses[status] ?? 2;
}
