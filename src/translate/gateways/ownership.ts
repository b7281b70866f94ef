import type { Collection, Graph, Tracker } from '#graph';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type Gateway, type GatewayClass, gatewayApiGroup } from '#resources';
import type { Inputs } from '../inputs.ts';

/** Foreign is what belongs to other controllers in a source that they share with us: it is treated as if it were not there. */
export interface Foreign {
  readonly gateways: Collection<true>;
  readonly classes: Collection<true>;
}

/**
 * findForeign finds it: where a source says which classes are ours, a gateway is ours only if its class exists and names our
 * controller.
 */
export function findForeign(graph: Graph, inputs: Inputs): Foreign {
  const written = inputs.of('gateway-api/GatewayClass');
  const isForeign = (key: ResourceKey, ofClass: GatewayClass | undefined, track: Tracker) => {
    const controller = track.fetch(inputs.controllers, key);
    return controller === undefined || ofClass?.spec.controllerName === controller ? undefined : true;
  };
  return {
    classes: graph.map<GatewayClass, true>('translate/foreign-classes', written, (one, key, track) =>
      isForeign(key, one, track),
    ),
    gateways: graph.map<Gateway, true>(
      'translate/foreign-gateways',
      inputs.of('gateway-api/Gateway'),
      ({ spec }, key, track) =>
        // A Gateway that stands in for Ingresses exists for our own Ingresses only.
        spec.impliedBy !== undefined
          ? undefined
          : isForeign(key, track.fetch(written, gatewayClassKey(spec.gatewayClassName)), track),
    ),
  };
}

/** gatewayClassKey is the key of a GatewayClass. */
export function gatewayClassKey(name: string): ResourceKey {
  return resourceKey({ group: gatewayApiGroup, kind: 'GatewayClass', zone: localZone, namespace: '', name });
}
