import type { WrittenLimits } from '#resources';
import { given } from '../policies/given.ts';
import type { MeshPolicyKind } from './mesh-policy-kind.ts';

/** meshRateLimit limits how many requests, and new connections, a sidecar accepts per interval. */
export const meshRateLimit: MeshPolicyKind<WrittenLimits> = {
  id: 'kuma/MeshRateLimit',
  shapesBackends: false,
  tellsCallersApart: 'by-route',
  meaning({ local: { http, tcp } = {} }, { direction }) {
    if (direction === 'outbound') return {};
    const requests = http?.disabled === true ? undefined : http?.requestRate;
    const connections = tcp?.disabled === true ? undefined : tcp?.connectionRate;
    const { status, headers } = http?.onRateLimit ?? {};
    return given({
      route: requests && {
        requestRate: {
          requests: requests.num,
          interval: requests.interval,
          ...given({
            status,
            headers: headers && { set: headers.set ?? [], add: headers.add ?? [], remove: [] },
          }),
        },
      },
      listener: connections && {
        connectionRate: { connections: connections.num, interval: connections.interval },
      },
    });
  },
};
