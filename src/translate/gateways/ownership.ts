import type { Collection, Graph, Tracker } from '#graph';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type Gateway, type GatewayClass, gatewayApiGroup } from '#resources';
import type { Inputs } from '../inputs.ts';

/** Foreign is what stands in a source that others share and belongs to one of them: it is as if it were not there. */
export interface Foreign {
  readonly gateways: Collection<true>;
  readonly classes: Collection<true>;
}

/** findForeign: where a source says which classes are ours, a gateway is only where its class is there and says so. */
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
        // What is there for Ingresses is there for ours alone.
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
