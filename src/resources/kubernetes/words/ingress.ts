import { type Words, within } from '../../reference/words.ts';

const backendWords: Words = {
  service: 'A Service of the Ingress’s own namespace.',
  'service.name': 'Name of the Service.',
  'service.port': 'Port of the Service, by number or by name.',
  'service.port.number': 'Number of the port.',
  'service.port.name': 'Name of the port.',
  resource: 'An object of another kind, such as a Backend: any that an HTTPRoute may refer to.',
  'resource.apiGroup': 'API group of the object.',
  'resource.kind': 'Kind of the object.',
  'resource.name': 'Name of the object.',
  serviceName: 'Name of the Service, in the form of v1beta1.',
  servicePort: 'Port of the Service by number or name, in the form of v1beta1.',
};

export const ingressWords: Words = {
  '': 'Routes HTTP requests to backends by host and path. Its class says which Gateway serves it: see [Ingress](../../guides/ingress.md).',
  'spec.ingressClassName':
    'Its IngressClass. Left out: that of the annotation `kubernetes.io/ingress.class`, else the default class.',
  'spec.defaultBackend':
    'Backend for requests that no path takes, of hosts of the Ingress and of hosts that no rule of any names.',
  ...within('spec.defaultBackend', backendWords),
  'spec.backend': 'As `defaultBackend`, in the form of v1beta1.',
  ...within('spec.backend', backendWords),
  'spec.rules[]': 'Hosts, each with paths.',
  'spec.rules[].host':
    'Host of requests; the wildcard of `*.example.com` is one label. Left out: all hosts that no rule of an Ingress names.',
  'spec.rules[].http': 'What is served for the host.',
  'spec.rules[].http.paths[]':
    'Paths. The longest that matches decides; of the same length, `Exact` goes before `Prefix`.',
  'spec.rules[].http.paths[].path': 'The path or prefix.',
  'spec.rules[].http.paths[].pathType':
    'How the path is compared. `Prefix` is by whole elements: `/shop` matches `/shop/cart`, not `/shopping`. `ImplementationSpecific` is the same here, and may end in `/*`.',
  'spec.rules[].http.paths[].backend':
    'Backend that requests go to, in the Ingress’s own namespace: a Service or an object of another kind.',
  ...within('spec.rules[].http.paths[].backend', backendWords),
  'spec.tls[]': 'Hosts that are served over TLS, besides plain HTTP.',
  'spec.tls[].hosts': 'The hosts. Left out: all hosts.',
  'spec.tls[].secretName':
    'Secret with the certificate (`tls.crt`, `tls.key`). Left out: the hosts are not served over TLS.',
};

export const ingressClassWords: Words = {
  '': 'A class of Ingresses: whose they are, and which Gateway serves them.',
  'spec.controller':
    'Name of the controller that serves the class. In a cluster, Fairlead’s is the one that its GatewayClasses name.',
  'spec.parameters':
    'Gateway that serves its Ingresses. Left out: the one in namespace `default` with the class’s name, written or not.',
  'spec.parameters.apiGroup': 'API group: `gateway.networking.k8s.io`.',
  'spec.parameters.kind': 'Kind: `Gateway`.',
  'spec.parameters.name': 'Name of the Gateway.',
  'spec.parameters.namespace': 'Namespace of the Gateway.',
  'spec.parameters.scope': '`Namespace`, as a Gateway is of one.',
};
