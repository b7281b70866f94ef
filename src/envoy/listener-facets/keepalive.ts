import type { ListenerFacet } from './listener-facet.ts';

/** keepalive is TCP's own, set on the listening socket in whole seconds (Linux numbers). */
export const keepalive: ListenerFacet<'keepalive'> = {
  facet: 'keepalive',
  encode: ({ probes, idleTime, interval }) => ({
    listener: {
      socketOptions: [
        option('so_keepalive', solSocket, soKeepalive, 1),
        ...(probes === undefined ? [] : [option('tcp_keepcnt', ipprotoTcp, 6, probes)]),
        ...(idleTime === undefined ? [] : [option('tcp_keepidle', ipprotoTcp, 4, seconds(idleTime))]),
        ...(interval === undefined ? [] : [option('tcp_keepintvl', ipprotoTcp, 5, seconds(interval))]),
      ],
    },
  }),
};

const [solSocket, soKeepalive, ipprotoTcp] = [1, 9, 6];

function option(description: string, level: number, name: number, value: number) {
  return {
    description,
    level: BigInt(level),
    name: BigInt(name),
    value: { case: 'intValue', value: BigInt(value) },
  } as const;
}

function seconds(milliseconds: number): number {
  return Math.max(1, Math.round(milliseconds / 1000));
}
