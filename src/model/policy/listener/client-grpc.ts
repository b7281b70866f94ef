/** ClientGrpc is how gRPC is spoken with clients. */
export interface ClientGrpc {
  /** Whether browsers may call gRPC services by gRPC-Web. */
  readonly web: boolean;
}
