import type { Collection } from '#graph';
import { type Fields, isMap } from '#lib/fields.ts';
import { localZone, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import { type AnyResource, gatewayApiGroup } from '#resources';
import type { ObjectStatus } from '#status';

/** WrittenObjects are the objects in force. */
export interface WrittenObjects {
  of(id: AnyResource['id']): Collection<AnyResource>;
}

/** Judged is an object that may or may not concern us. */
export interface Judged {
  readonly ref: ResourceRef;
  /** As it is written. */
  readonly written: Fields;
  readonly isInForce: boolean;
  readonly status: ObjectStatus | undefined;
}

/**
 * isOurs tells whether an object concerns us. Kinds of the Gateway API belong to every controller; of their objects those are
 * ours to which we would write a status. `controller` is the `controllerName` by which a GatewayClass is ours.
 */
export function isOurs(
  { ref, written, isInForce, status }: Judged,
  objects: WrittenObjects,
  controller: string,
): boolean {
  if (ref.group !== gatewayApiGroup && ref.group !== 'gateway.networking.x-k8s.io') return true;
  const spec = isMap(written.spec) ? written.spec : {};
  if (ref.kind === 'GatewayClass') return spec.controllerName === controller;
  if (ref.kind === 'Gateway' && !isInForce)
    return controllerOf(spec.gatewayClassName, objects) === controller;
  const { conditions = [], listeners = [], parents = [], ancestors = [] } = status ?? {};
  return [conditions, listeners, parents, ancestors].some(said => said.length > 0);
}

function controllerOf(gatewayClass: unknown, objects: WrittenObjects): string | undefined {
  if (typeof gatewayClass !== 'string' || gatewayClass.includes('/')) return undefined;
  const key = resourceKey({
    ...{ group: gatewayApiGroup, kind: 'GatewayClass', zone: localZone },
    ...{ namespace: '', name: gatewayClass },
  });
  const found = objects.of('gateway-api/GatewayClass').get(key);
  return found?.id === 'gateway-api/GatewayClass' ? found.spec.controllerName : undefined;
}
