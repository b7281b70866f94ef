import type { Collection, Graph } from '#graph';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type Gateway, type Ingress, type IngressClass, listeningPorts } from '#resources';
import {
  type ClassOfIngress,
  classOfIngress,
  gatewayOfClass,
  isDefaultClass,
  namedGateway,
} from './class-of-ingress.ts';

/** WrittenIngresses are Ingresses and classes as they come from their sources. */
export interface WrittenIngresses {
  readonly ingresses: Collection<Ingress>;
  readonly classes: Collection<IngressClass>;
  readonly controllers: Collection<string>;
}

/** AssignedIngresses are Ingresses that know their gateways, and the gateways that exist only for them. */
export interface AssignedIngresses {
  readonly ingresses: Collection<Ingress>;
  /** By the key that each would have, were it written; one that is written goes before it. */
  readonly gateways: Collection<Gateway>;
  /** The `controllerName` by which the classes of those gateways are ours. */
  readonly controllers: Collection<string>;
}

/** assignIngresses finds the gateway of each Ingress. An Ingress of another controller has none. */
export function assignIngresses(
  graph: Graph,
  { ingresses, classes, controllers }: WrittenIngresses,
): AssignedIngresses {
  const defaults = graph.index('translate/default-ingress-classes', classes, one =>
    isDefaultClass(one) ? [''] : [],
  );
  const known = { classes, defaults, controllers };
  const classed = graph.map<Ingress, ClassOfIngress>(
    'translate/classes-of-ingresses',
    ingresses,
    (ingress, _, track) => classOfIngress(ingress, known, track),
  );
  const assigned = graph.map<Ingress, Ingress>('translate/ingresses', ingresses, (ingress, key, track) => {
    const ofClass = track.fetch(classed, key);
    if (ofClass === undefined) return ingress;
    const { zone: _zone, ...parent } = gatewayOfClass(ofClass);
    return { ...ingress, spec: { ...ingress.spec, parentRefs: [parent] } };
  });
  // Every Ingress of a class gives the same entry, which is kept once.
  const implied = graph.derive<ClassOfIngress, ClassOfIngress>(
    'translate/classes-with-implied-gateways',
    classed,
    ofClass =>
      (ofClass.object && namedGateway(ofClass.object)) === undefined
        ? [[resourceKey(gatewayOfClass(ofClass)), ofClass]]
        : [],
  );
  return {
    ingresses: assigned,
    gateways: graph.map<ClassOfIngress, Gateway>('translate/implied-gateways', implied, impliedGateway),
    controllers: graph.view<ClassOfIngress, string>(
      'translate/controllers-of-implied-gateways',
      implied,
      ({ controller }) => controller,
    ),
  };
}

/** The gateway that nobody wrote: it serves plain HTTP for everybody; TLS listeners come with the Ingresses that ask for them. */
function impliedGateway(ofClass: ClassOfIngress, _key: ResourceKey): Gateway {
  const { name, object } = ofClass;
  return {
    id: 'gateway-api/Gateway',
    ref: gatewayOfClass(ofClass),
    apiVersion: 'gateway.networking.k8s.io/v1',
    metadata: {
      labels: {},
      annotations: {},
      generation: object?.metadata.generation ?? 1,
      ...(object?.metadata.uid === undefined ? {} : { uid: object.metadata.uid }),
    },
    spec: {
      gatewayClassName: name,
      listeners: [
        {
          name: 'http',
          port: listeningPorts(object).http,
          protocol: 'HTTP',
          allowedRoutes: { namespaces: { from: 'All' }, kinds: [] },
        },
      ],
      addresses: [],
      impliedBy: object === undefined ? { name } : { name, ref: object.ref },
    },
  };
}
