/**
 * calledFrom has Envoy connect to a cluster from one address, by which transparent proxying knows that the sidecar itself
 * calls: what it sends to its own application must not come back to it.
 */
export function calledFrom(address: string) {
  return { upstreamBindConfig: { sourceAddress: source(address) } } as const;
}

/** calledFromTheProxy is the same where addresses of both families are called. */
export const calledFromTheProxy = {
  upstreamBindConfig: {
    sourceAddress: source('127.0.0.6'),
    extraSourceAddresses: [{ address: source('::6') }],
  },
};

function source(address: string) {
  return { address, portSpecifier: { case: 'portValue', value: 0 } } as const;
}
