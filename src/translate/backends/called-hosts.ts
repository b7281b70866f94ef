import type { Collection, Graph } from '#graph';
import { type Backend, demandKey, type Endpoint, type FqdnEndpoint, type Want } from '#model';
import type { BackendKindContext } from './backend-kind.ts';
import { resolvedAddresses } from './resolved-names.ts';

/** CalledHosts are the hosts that policies and proxies call by name, and the DNS look-ups that this takes. */
export interface CalledHosts {
  readonly hosts: Collection<Backend>;
  readonly wants: Collection<Want>;
}

/** resolveHosts has the control plane look up such hosts itself, where the address policy checks all names. */
export function resolveHosts(
  graph: Graph,
  hosts: Collection<Backend>,
  context: Pick<BackendKindContext, 'discovered' | 'policy'>,
): CalledHosts {
  const isChecked = context.policy.checksNames === true;
  return {
    hosts: !isChecked
      ? hosts
      : graph.map<Backend, Backend>('translate/resolved-hosts', hosts, (host, _key, track) => ({
          ...host,
          discovery: 'assigned',
          endpoints: host.endpoints.flatMap((endpoint): readonly Endpoint[] => {
            if (!isNamed(endpoint)) return [endpoint];
            const { name, port } = endpoint;
            return resolvedAddresses({ hostname: name, port }, undefined, context, track).map(address => {
              return { kind: 'ip', address, port, hostname: name };
            });
          }),
        })),
    wants: graph.derive<Backend, Want>('translate/wants-of-hosts', hosts, host =>
      (isChecked ? host.endpoints.filter(isNamed) : []).map(({ name }) => {
        const want: Want = { kind: 'dns', name };
        return [demandKey(want), want];
      }),
    ),
  };
}

function isNamed(endpoint: Endpoint): endpoint is FqdnEndpoint {
  return endpoint.kind === 'fqdn';
}
