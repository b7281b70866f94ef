/** GrpcStatistics count gRPC calls and their statuses, by service and method. */
export interface GrpcStatistics {
  readonly by: 'method';
}
