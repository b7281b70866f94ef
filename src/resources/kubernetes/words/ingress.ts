import { type Words, within } from '../../reference/words.ts';

const backendWords: Words = {
  service: 'A Service.',
  'service.name': 'Its name.',
  'service.port': 'Its port, by one of these.',
  'service.port.number': 'Its number.',
  'service.port.name': 'Its name.',
  resource: 'A Backend of any kind that an HTTPRoute may refer to.',
  'resource.apiGroup': 'Its group.',
  'resource.kind': 'Its kind.',
  'resource.name': 'Its name.',
  serviceName: 'The Service, as v1beta1 writes it.',
  servicePort: 'Its port by number or name, as v1beta1 writes it.',
};

export const ingressWords: Words = {
  '': 'Says where requests of HTTP go, by host and path. Its class says which Gateway serves it: see [Ingress](../../guides/ingress.md).',
  'spec.ingressClassName':
    'Its class. Left out: the one that the annotation `kubernetes.io/ingress.class` names, else the default one.',
  'spec.defaultBackend':
    'Where goes what no path of the Ingress takes, of its hosts and of those that nobody names.',
  ...within('spec.defaultBackend', backendWords),
  'spec.backend': 'The same, as v1beta1 calls it.',
  ...within('spec.backend', backendWords),
  'spec.rules[]': 'Hosts, and what is under them.',
  'spec.rules[].host':
    'A host; a wildcard stands for one label. Left out: all hosts that no rule of an Ingress names.',
  'spec.rules[].http': 'What is under it.',
  'spec.rules[].http.paths[]':
    'Paths: the longest that matches decides, an exact one before a prefix of the same length.',
  'spec.rules[].http.paths[].path': 'The path.',
  'spec.rules[].http.paths[].pathType':
    '`Prefix` takes whole elements: `/shop` takes `/shop/cart`, not `/shopping`. `ImplementationSpecific` is the same here, and may end in `/*`.',
  'spec.rules[].http.paths[].backend':
    'Where requests go, in the Ingress’ own namespace: a Service, or an object of another kind.',
  ...within('spec.rules[].http.paths[].backend', backendWords),
  'spec.tls[]': 'Hosts that are served over TLS, beside plain text.',
  'spec.tls[].hosts': 'Them; left out: all.',
  'spec.tls[].secretName': 'The Secret that has their certificate.',
};

export const ingressClassWords: Words = {
  '': 'Says whose an Ingress is, and which Gateway serves it.',
  'spec.controller': 'In a cluster: the controller’s name, which for Fairlead is that of its GatewayClasses.',
  'spec.parameters':
    'The Gateway that serves Ingresses of the class (`apiGroup: gateway.networking.k8s.io`). Left out: the one in namespace `default` that has the name of the class, which is there without being written.',
  'spec.parameters.apiGroup': 'Its group.',
  'spec.parameters.kind': 'Gateway.',
  'spec.parameters.name': 'Its name.',
  'spec.parameters.namespace': 'Its namespace.',
  'spec.parameters.scope': '`Namespace`, as a Gateway has one.',
};
