import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendUse, ServicePort } from '#model';
import { spokenTo } from '../mesh/spoken-to.ts';
import { meshPolicyKinds } from './index.ts';

/** useOfWay is how a port is used by those who call it in a way: told apart by the policies that shape clusters. */
export function useOfWay(
  { backend, protocol }: Pick<ServicePort, 'backend' | 'protocol'>,
  policies: readonly ResourceKey[],
): BackendUse {
  const shaping = policies.filter(policy => shapingKinds.has(policy.split('/')[1] ?? ''));
  const use = { backend, protocol: spokenTo(protocol) };
  return shaping.length === 0 ? use : { ...use, policies: shaping };
}

const shapingKinds: ReadonlySet<string> = new Set(
  meshPolicyKinds.filter(kind => kind.shapesBackends).map(({ id }) => id.slice(id.indexOf('/') + 1)),
);

/** useFor is how a port is used by what is passed on as requests, or as connections. */
export function useFor(
  { backend, protocol }: Pick<ServicePort, 'backend' | 'protocol'>,
  what: 'requests' | 'connections',
): BackendUse {
  if (what === 'connections') return { backend, protocol: 'tcp' };
  // Who is known for connections alone is asked in the version that everybody knows.
  return { backend, protocol: spokenTo(protocol) === 'tcp' ? 'http1' : 'http2' };
}
