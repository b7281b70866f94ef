/** envoyRuntime is the static runtime layer in the bootstrap of every Envoy of ours. */
export const envoyRuntime = {
  /** By default Envoy refuses regular expressions with a program size above 100; RE2 is linear at any size. */
  're2.max_program_size.error_level': 4_294_967_295,
  /**
   * By default Envoy resets each call to an external processor when it is done. Servers that take many resets for an attack
   * (nghttp2: more than 1,000, and 33 a second) then close the connection, which fails the requests whose calls are in flight.
   */
  'envoy.reloadable_features.ext_proc_graceful_grpc_close': true,
};
