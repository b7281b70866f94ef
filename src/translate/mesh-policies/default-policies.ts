import { type AnyMeshPolicy, decodeResource, isMeshPolicy } from '#resources';

/** Default is a policy that a mesh has unless somebody wrote one of its name; in the written form. */
interface Default {
  readonly type: AnyMeshPolicy['id'] extends `kuma/${infer Name}` ? Name : never;
  readonly name: string;
  readonly spec: object;
}

const everything = { kind: 'Mesh' };

/** The policies that the reference lists (`kuma-policies.md`, 1). */
const defaults: readonly Default[] = [
  {
    type: 'MeshTimeout',
    name: 'mesh-timeout-all-default',
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
    type: 'MeshTimeout',
    name: 'mesh-gateways-timeout-all-default',
    spec: {
      targetRef: { kind: 'Mesh', proxyTypes: ['Gateway'] },
      to: [{ targetRef: everything, default: { idleTimeout: '1h', http: { streamIdleTimeout: '5s' } } }],
      from: [
        {
          targetRef: everything,
          default: { idleTimeout: '5m', http: { streamIdleTimeout: '5s', requestHeadersTimeout: '500ms' } },
        },
      ],
    },
  },
  {
    type: 'MeshRetry',
    name: 'mesh-retry-all-default',
    spec: {
      to: [
        {
          targetRef: everything,
          default: {
            http: {
              numRetries: 5,
              perTryTimeout: '16s',
              backOff: { baseInterval: '25ms', maxInterval: '250ms' },
            },
            grpc: {
              numRetries: 5,
              perTryTimeout: '16s',
              backOff: { baseInterval: '25ms', maxInterval: '250ms' },
            },
            tcp: { maxConnectAttempt: 5 },
          },
        },
      ],
    },
  },
  {
    type: 'MeshCircuitBreaker',
    name: 'mesh-circuit-breaker-all-default',
    spec: {
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

/** defaultPolicies are the policies that a mesh begins with, except those of the kinds that it skips (`*`: all). */
export function defaultPolicies(mesh: string, skipped: readonly string[] = []): readonly AnyMeshPolicy[] {
  if (skipped.includes('*')) return [];
  return defaults.flatMap(({ type, name, spec }) => {
    if (skipped.includes(type)) return [];
    const { resource } = decodeResource({ type, mesh, name, spec });
    return resource !== undefined && isMeshPolicy(resource) ? [resource] : [];
  });
}

/** writtenDefault is a policy that meshes begin with, as one would write it; undefined where none has this type and name. */
export function writtenDefault(ofType: string, ofName: string): Default | undefined {
  return defaults.find(({ type, name }) => type === ofType && name === ofName);
}
