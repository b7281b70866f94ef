import type { BackendFacet } from './backend-facet.ts';

/** keepalive is TCP keepalive, in whole seconds as the kernel takes them. */
export const keepalive: BackendFacet<'keepalive'> = {
  facet: 'keepalive',
  encode: ({ probes, idleTime, interval }) => ({
    cluster: {
      upstreamConnectionOptions: {
        tcpKeepalive: {
          ...(probes === undefined ? {} : { keepaliveProbes: probes }),
          ...(idleTime === undefined ? {} : { keepaliveTime: seconds(idleTime) }),
          ...(interval === undefined ? {} : { keepaliveInterval: seconds(interval) }),
        },
      },
    },
  }),
};

function seconds(milliseconds: number): number {
  return Math.max(1, Math.round(milliseconds / 1000));
}
