import type { ResourceKey } from '#lib/resource-ref.ts';
import { type BackendUse, type ServicePort, wholePolicy } from '#model';
import { spokenTo } from '../mesh/spoken-to.ts';
import { meshPolicyKinds } from './index.ts';

/**
 * useOfWay is how callers that call a port in one way use its backend. Uses differ by the policies that shape clusters, and
 * by the standing of the callers, as far as these policies ask for it.
 */
export function useOfWay(
  port: Pick<ServicePort, 'backend' | 'protocol' | 'outside'>,
  policies: readonly ResourceKey[],
): BackendUse {
  const shaping = policies.filter(policy => shapingKinds.has(policy.split('/')[1] ?? ''));
  const use = { backend: port.backend, protocol: spokenTo(port) };
  if (shaping.length === 0) return use;
  const standing = shaping.filter(policy => wholePolicy(policy) !== policy);
  return {
    ...use,
    policies: [...new Set(shaping.map(wholePolicy))],
    ...(standing.length === 0 ? {} : { standing: standing.join(',') }),
  };
}

const shapingKinds: ReadonlySet<string> = new Set(
  meshPolicyKinds.filter(kind => kind.shapesBackends).map(({ id }) => id.slice(id.indexOf('/') + 1)),
);

/** useFor is how a port is used for requests, or for connections. */
export function useFor(
  port: Pick<ServicePort, 'backend' | 'protocol' | 'outside'>,
  what: 'requests' | 'connections',
): BackendUse {
  const { backend } = port;
  if (what === 'connections') return { backend, protocol: 'tcp' };
  // A backend declared for connections alone is sent requests in HTTP/1.1, which every server speaks.
  const spoken = spokenTo(port);
  return { backend, protocol: spoken === 'tcp' ? 'http1' : spoken };
}
