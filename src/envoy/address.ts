import { SocketAddress_Protocol } from '#gen/envoy/config/core/v3/address_pb.js';
/** socketAddress is an Address over TCP; `address` is an IP address, or a name where a cluster resolves names. */
export function socketAddress(address: string, port: number) {
  return {
    address: { case: 'socketAddress', value: { address, portSpecifier: { case: 'portValue', value: port } } },
  } as const;
}

/** udpAddress is an Address over UDP. */
export function udpAddress(address: string, port: number) {
  const portSpecifier = { case: 'portValue', value: port } as const;
  const value = { protocol: SocketAddress_Protocol.UDP, address, portSpecifier };
  return { address: { case: 'socketAddress', value } } as const;
}
