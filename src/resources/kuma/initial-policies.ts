import { type Fields, isMap } from '#lib/fields.ts';

/** InitialPolicy is a policy that a mesh begins with, as one would write it. */
export type InitialPolicy = {
  readonly type: 'MeshTimeout' | 'MeshRetry' | 'MeshCircuitBreaker';
  readonly mesh: string;
  readonly name: string;
  readonly spec: Fields;
};

const everything = { kind: 'Mesh' };
const retries = {
  numRetries: 5,
  perTryTimeout: '16s',
  backOff: { baseInterval: '25ms', maxInterval: '250ms' },
};

/**
 * The policies that the reference lists (`kuma-policies.md`, 1), except that for gateways of a mesh, which do not exist here. A
 * sidecar waits longer at its inbounds than at its outbounds,
 * so that the client is the one that gives up.
 */
const policies: readonly Omit<InitialPolicy, 'mesh'>[] = [
  {
    type: 'MeshTimeout',
    name: 'mesh-timeout-all',
    spec: {
      targetRef: { kind: 'Mesh', proxyTypes: ['Sidecar'] },
      to: [
        {
          targetRef: everything,
          default: {
            connectionTimeout: '5s',
            idleTimeout: '1h',
            http: { requestTimeout: '15s', streamIdleTimeout: '30m' },
          },
        },
      ],
      from: [
        {
          targetRef: everything,
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
    type: 'MeshRetry',
    name: 'mesh-retry-all',
    spec: {
      targetRef: everything,
      to: [
        { targetRef: everything, default: { http: retries, grpc: retries, tcp: { maxConnectAttempt: 5 } } },
      ],
    },
  },
  {
    type: 'MeshCircuitBreaker',
    name: 'mesh-circuit-breaker-all',
    spec: {
      targetRef: everything,
      to: [
        {
          targetRef: everything,
          default: {
            connectionLimits: {
              maxConnections: 1024,
              maxPendingRequests: 1024,
              maxRetries: 3,
              maxRequests: 1024,
            },
          },
        },
      ],
    },
  },
];

/** initialPolicies are the policies that a mesh begins with, except those of the types that it skips (`*`: all). */
export function initialPolicies(mesh: string, skipped: readonly unknown[] = []): readonly InitialPolicy[] {
  if (skipped.includes('*')) return [];
  return policies
    .filter(({ type }) => !skipped.includes(type))
    .map(policy => ({ ...policy, mesh, name: `${policy.name}-${mesh}` }));
}

/** The label of a Mesh whose initial policies were stored with it. */
const label = 'fairlead.dev/initial-policies';

/** hasStoredPolicies tells whether they are ordinary objects: one that was removed is not in force any more. */
export function hasStoredPolicies(labels: unknown): boolean {
  return isMap(labels) && labels[label] === 'stored';
}

/** withStoredPolicies adds the label that says so. What cannot be labels is left as it is, for its reader to refuse. */
export function withStoredPolicies(labels: unknown): unknown {
  return labels === undefined || isMap(labels) ? { ...labels, [label]: 'stored' } : labels;
}
