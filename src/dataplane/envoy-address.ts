import type { MessageInitShape } from '@bufbuild/protobuf';
import type { AddressSchema } from '#gen/envoy/config/core/v3/address_pb.js';

/** pipe is the address of a unix socket; `mode` is what its file gets where Envoy listens on it. */
export function pipe(path: string, mode = 0): MessageInitShape<typeof AddressSchema> {
  return { address: { case: 'pipe', value: { path, mode } } };
}

/** socket is an address and a port of TCP. */
export function socket(address: string, port: number): MessageInitShape<typeof AddressSchema> {
  return {
    address: { case: 'socketAddress', value: { address, portSpecifier: { case: 'portValue', value: port } } },
  };
}
