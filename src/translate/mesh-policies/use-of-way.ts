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
