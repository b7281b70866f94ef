/** GrpcStatistics are of calls of gRPC and how they ended, by service and method: a listener with it has them counted. */
export interface GrpcStatistics {
  readonly by: 'method';
}
