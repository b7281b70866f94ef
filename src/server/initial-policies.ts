type Fields = Readonly<Record<string, unknown>>;

const sidecars = { kind: 'Mesh', proxyTypes: ['Sidecar'] };
const all = { kind: 'Mesh' };

const retries = {
  numRetries: 5,
  perTryTimeout: '16s',
  backOff: { baseInterval: '25ms', maxInterval: '250ms' },
};

/** A proxy waits longer in its inbounds than in its outbounds, so that the client is the one that gives up. */
const policies: readonly { readonly type: string; readonly name: string; readonly spec: Fields }[] = [
  {
    type: 'MeshTimeout',
    name: 'mesh-timeout-all',
    spec: {
      targetRef: sidecars,
      rules: [
        {
          default: {
            connectionTimeout: '10s',
            idleTimeout: '2h',
            http: { requestTimeout: '0s', streamIdleTimeout: '1h', maxStreamDuration: '0s' },
          },
        },
      ],
    },
  },
  {
    type: 'MeshTimeout',
    name: 'mesh-timeout-to-all',
    spec: {
      targetRef: sidecars,
      to: [
        {
          targetRef: all,
          default: {
            connectionTimeout: '5s',
            idleTimeout: '1h',
            http: { requestTimeout: '15s', streamIdleTimeout: '30m' },
          },
        },
      ],
    },
  },
  {
    type: 'MeshCircuitBreaker',
    name: 'mesh-circuit-breaker-all',
    spec: {
      targetRef: all,
      to: [
        {
          targetRef: all,
          default: {
            connectionLimits: {
              maxConnections: 1024,
              maxPendingRequests: 1024,
              maxRequests: 1024,
              maxRetries: 3,
            },
          },
        },
      ],
    },
  },
  {
    type: 'MeshRetry',
    name: 'mesh-retry-all',
    spec: {
      targetRef: all,
      to: [{ targetRef: all, default: { tcp: { maxConnectAttempt: 5 }, http: retries, grpc: retries } }],
    },
  },
];

/**
 * initialPolicies are the policies that a mesh begins with, as in Kuma: the same names and values, except those of a mesh's
 * gateways, which do not exist here. Types that the mesh's `skipCreatingInitialPolicies` names are left out (`*`: all). From
 * then on they are ordinary objects; one that is removed stays away.
 */
export function initialPolicies(mesh: Fields): readonly Fields[] {
  const written =
    mesh.skipCreatingInitialPolicies ?? (mesh.spec as Fields | undefined)?.skipCreatingInitialPolicies;
  const skipped: readonly unknown[] = Array.isArray(written) ? written : [];
  if (skipped.includes('*')) return [];
  return policies
    .filter(({ type }) => !skipped.includes(type))
    .map(({ type, name, spec }) => ({ type, mesh: mesh.name, name: `${name}-${String(mesh.name)}`, spec }));
}
