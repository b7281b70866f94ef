import { socketOption, solSocket } from '../socket-option.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** keepalive is TCP keepalive, set on the listening socket in whole seconds. */
export const keepalive: ListenerFacet<'keepalive'> = {
  facet: 'keepalive',
  encode: ({ probes, idleTime, interval }) => ({
    socketOptions: [
      socketOption('so_keepalive', solSocket, soKeepalive, 1),
      ...(probes === undefined ? [] : [socketOption('tcp_keepcnt', ipprotoTcp, 6, probes)]),
      ...(idleTime === undefined ? [] : [socketOption('tcp_keepidle', ipprotoTcp, 4, seconds(idleTime))]),
      ...(interval === undefined ? [] : [socketOption('tcp_keepintvl', ipprotoTcp, 5, seconds(interval))]),
    ],
  }),
};

const [soKeepalive, ipprotoTcp] = [9, 6];

function seconds(milliseconds: number): number {
  return Math.max(1, Math.round(milliseconds / 1000));
}
