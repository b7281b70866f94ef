/** ClientGrpc is how gRPC is spoken with clients. */
export interface ClientGrpc {
  /** Whether browsers may call it by gRPC-Web. */
  readonly web: boolean;
}
