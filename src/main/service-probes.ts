import type { Dataplane } from '#resources';

/** probesFeature is said by proxies that tell whether something listens behind their inbounds. */
export const probesFeature = 'fairlead-service-probes';

/** Where a probe leaves them out: Kuma's own, in ms. */
const byDefault = { interval: 1_000, timeout: 2_000, unhealthyThreshold: 1, healthyThreshold: 1 };

/** serviceProbes are what a proxy is to find out of what is behind its inbounds. */
export function serviceProbes({ spec }: Dataplane): readonly object[] {
  return spec.networking.inbound.flatMap(({ port, serviceAddress, servicePort, serviceProbe }) => {
    if (serviceProbe === undefined) return [];
    const { tcp: _, ...written } = serviceProbe;
    return [{ ...byDefault, ...written, port, address: serviceAddress, servicePort }];
  });
}
