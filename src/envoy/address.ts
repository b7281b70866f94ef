/** socketAddress is an Address of TCP; the host an IP address, or a name where a cluster resolves names. */
export function socketAddress(address: string, port: number) {
  return {
    address: { case: 'socketAddress', value: { address, portSpecifier: { case: 'portValue', value: port } } },
  } as const;
}
