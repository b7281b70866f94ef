import type { Dataplane } from '#resources';

/** probesFeature is the feature of proxies that report whether something listens behind their inbounds. */
export const probesFeature = 'fairlead-service-probes';

/** Kuma's defaults for fields that a probe leaves out; times in ms. */
const byDefault = { interval: 1_000, timeout: 2_000, unhealthyThreshold: 1, healthyThreshold: 1 };

/** serviceProbes are the probes that a proxy runs against the applications behind its inbounds. */
export function serviceProbes({ spec }: Dataplane): readonly object[] {
  return spec.networking.inbound.flatMap(({ port, serviceAddress, servicePort, serviceProbe }) => {
    if (serviceProbe === undefined) return [];
    const { tcp: _, ...written } = serviceProbe;
    return [{ ...byDefault, ...written, port, address: serviceAddress, servicePort }];
  });
}
