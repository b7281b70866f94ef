import type { BackendEndpoint, Dns } from '#resources';
import type { Target } from '../target.ts';
import { durationText, metadataOf, written } from '../written-fields.ts';

const name = { group: 'fairlead.dev', kind: 'Backend' } as const;

/** Fairlead's own Backend, which can express everything. */
export const fairlead: Target = {
  name: 'fairlead',
  own: [name],
  write: backend => {
    const { type, endpoints, groups, appProtocols, tls, dns, fallback, fallbackRef, overprovisioningFactor } =
      backend.spec;
    const [protocol] = appProtocols;
    const { at: _, ...takesOver } = fallbackRef ?? { at: '' };
    return {
      objects: [
        {
          apiVersion: 'fairlead.dev/v1alpha1',
          kind: 'Backend',
          metadata: metadataOf(backend),
          spec: written({
            endpoints: endpoints.map(endpointOf),
            dynamic: type === 'DynamicResolver' ? {} : undefined,
            groups: groups.map(({ backendRefs }) => ({
              backendRefs: backendRefs.map(({ at: _, ...ref }) => ref),
            })),
            protocol: protocol?.protocol,
            tls: tls && { ...written(tls), ...(tls.alpnProtocols && { alpnProtocols: tls.alpnProtocols }) },
            dns: dns && dnsOf(dns),
            fallback: fallbackRef === undefined ? fallback : { backendRef: takesOver },
            overprovisioningFactor,
          }),
        },
      ],
      name: { ...name, name: backend.name },
      lost: [],
    };
  },
};

function endpointOf(endpoint: BackendEndpoint) {
  const { serverName: hostname, zone, weight, priority, protocol } = endpoint;
  return written({
    ...placeOf(endpoint),
    protocol: protocol?.protocol,
    hostname,
    zone,
    weight,
    priority,
  });
}

function placeOf(endpoint: BackendEndpoint) {
  switch (endpoint.kind) {
    case 'ip':
      return { ip: endpoint.address, port: endpoint.port };
    case 'fqdn':
      return { fqdn: endpoint.hostname, port: endpoint.port };
    case 'unix':
      return { unix: endpoint.path };
    case 'srv':
      return { srv: endpoint.name };
  }
}

function dnsOf({ dnsRefreshRate, respectDnsTtl, lookupFamily, failureRefresh, type }: Dns) {
  const text = (time: number | undefined) => (time === undefined ? undefined : durationText(time));
  return {
    ...written({ dnsRefreshRate: text(dnsRefreshRate), lookupFamily, type }),
    ...(respectDnsTtl === undefined ? {} : { respectDnsTtl }),
    ...(failureRefresh && {
      failureRefresh: written({
        baseInterval: text(failureRefresh.baseInterval),
        maxInterval: text(failureRefresh.maxInterval),
      }),
    }),
  };
}
