import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { Gateway as GatewayModel } from '#model';
import type { GatewayState } from './gateway.ts';
import { byPrecedence } from './listener-holder.ts';
import { gatewayClassKey } from './ownership.ts';

/** putTogether makes one gateway of those that share a proxy: it has the listeners of all, those of the oldest first. */
export function putTogether(
  states: readonly GatewayState[],
  modelOf: (gateway: ResourceKey) => GatewayModel | undefined,
): GatewayModel | undefined {
  const sorted = [...states].sort((a, b) => byPrecedence(a.resource, b.resource));
  const models = sorted.flatMap(({ resource }) => modelOf(resourceKey(resource.ref)) ?? []);
  const [first] = models;
  const [oldest] = sorted;
  if (first === undefined || oldest === undefined) return undefined;
  const { addresses, process } = first;
  return {
    id: first.id,
    origin: gatewayClassKey(oldest.resource.spec.gatewayClassName),
    addresses,
    listeners: models.flatMap(({ listeners }) => listeners),
    ...(process === undefined ? {} : { process }),
  };
}
