import { endpointText } from '#resources';
import { backendTlsPolicy } from '../backend-tls-policy.ts';
import type { Target } from '../target.ts';
import { isNewer, isTls, lostOf, metadataOf, protocolOf, written } from '../written-fields.ts';

const name = { group: 'gateway.kgateway.dev', kind: 'Backend' } as const;

const ownKinds: ReadonlySet<string> = new Set(['Backend', 'Upstream']);

/** kgateway's Backend, in the form that its code reads. */
export const kgateway: Target = {
  name: 'kgateway',
  own: [name],
  isWhole: true,
  write: backend => {
    const { spec, of } = backend;
    const unnamed = spec.endpoints.find(({ kind }) => kind === 'unix' || kind === 'srv');
    if (unnamed !== undefined)
      return `it names hosts by address or name, and nothing like ${endpointText(unnamed)}`;
    const members = spec.groups.flatMap(({ backendRefs }) => backendRefs);
    const stranger = members.find(({ kind, namespace = of.namespace, subset }) => {
      return !ownKinds.has(kind) || namespace !== of.namespace || subset !== undefined;
    });
    if (stranger !== undefined)
      return `its groups are of Backends of their own namespace, not of ${stranger.kind} ${stranger.name}`;
    const hosts = spec.endpoints.flatMap(endpoint => {
      if (endpoint.kind === 'ip') return [{ host: endpoint.address, port: endpoint.port }];
      return endpoint.kind === 'fqdn' ? [{ host: endpoint.hostname, port: endpoint.port }] : [];
    });
    const isDynamic = spec.type === 'DynamicResolver';
    const policy = isDynamic ? undefined : backendTlsPolicy(backend, { ...name, name: backend.name });
    return {
      objects: [
        {
          apiVersion: 'gateway.kgateway.dev/v1alpha1',
          kind: 'Backend',
          metadata: metadataOf(backend),
          spec: written({
            dynamicForwardProxy: isDynamic ? written({ enableTls: isTls(spec) }) : undefined,
            priorityGroups: spec.groups.map(({ backendRefs }) => ({
              backendRefs: backendRefs.map(({ name }) => ({ name })),
            })),
            static:
              hosts.length === 0
                ? undefined
                : written({
                    hosts,
                    appProtocol: isNewer(spec)
                      ? 'http2'
                      : /^wss?$/.test(protocolOf(spec) ?? '')
                        ? 'kubernetes.io/ws'
                        : undefined,
                  }),
          }),
        },
        ...(policy === undefined ? [] : [policy]),
      ],
      name: { ...name, name: backend.name },
      lost: lostOf(
        spec,
        ...(['weights', 'priorities', 'zones', 'serverNames', 'differing', 'dns', 'fallback'] as const),
        ...(['fallbackRef', 'overprovisioning', 'session', 'settings'] as const),
        ...(isDynamic || policy !== undefined ? [] : (['tls'] as const)),
      ),
    };
  },
};
