import { type Words, within } from '../../reference/words.ts';
import { selectorWords } from './selector.ts';

export const gatewayClassWords: Words = {
  '': 'Says which controller serves the Gateways that name it. From files, every class is served.',
  'spec.controllerName':
    'Name of the controller that serves the class, which tells Fairlead’s classes from those of others in a cluster.',
  'spec.parametersRef':
    'EnvoyProxy, or GatewayParameters of kgateway, for all Gateways of the class. Its namespace is required.',
  'spec.description': 'Description, for people.',
};

const validation: Words = {
  validation: 'Client certificates (mutual TLS): which are accepted.',
  'validation.caCertificateRefs[]':
    'ConfigMaps, Secrets and ClusterTrustBundles with the CA certificates that verify clients’ certificates.',
  'validation.mode':
    '`AllowInsecureFallback` also accepts clients without a certificate, or with an invalid one.',
};

const listenerWords: Words = {
  'spec.listeners[]': 'Listeners. Several may share a port, told apart by hostname.',
  'spec.listeners[].name': 'Name, by which routes and policies refer to the listener (`sectionName`).',
  'spec.listeners[].hostname':
    'Host of requests; `*.example.com` is every host below. Left out: any. The most specific listener takes a request.',
  'spec.listeners[].port': 'Port to listen on.',
  'spec.listeners[].protocol': '`HTTP`, `HTTPS`, `TLS`, `TCP` or `UDP`.',
  'spec.listeners[].tls': 'TLS with clients, for protocols `HTTPS` and `TLS`.',
  'spec.listeners[].tls.mode':
    '`Terminate`: TLS ends at the gateway. `Passthrough`: it is passed on to the backend, for protocol `TLS` alone.',
  'spec.listeners[].tls.certificateRefs[]':
    'Secrets with the certificates that clients are shown (`tls.crt`, `tls.key`).',
  'spec.listeners[].allowedRoutes': 'Which routes may attach to the listener.',
  'spec.listeners[].allowedRoutes.namespaces': 'Namespaces that routes may be of.',
  'spec.listeners[].allowedRoutes.namespaces.from':
    'The namespace of the listener’s own object (`Same`), all, or those that are selected.',
  'spec.listeners[].allowedRoutes.namespaces.selector': 'Selects namespaces by their labels, for `Selector`.',
  ...within('spec.listeners[].allowedRoutes.namespaces.selector', selectorWords),
  'spec.listeners[].allowedRoutes.kinds[]': 'Kinds of routes. Left out: all that the protocol can carry.',
  'spec.listeners[].allowedRoutes.kinds[].group': 'API group of the kind.',
  'spec.listeners[].allowedRoutes.kinds[].kind': 'The kind.',
};

export const gatewayWords: Words = {
  '': 'An edge proxy: what it listens on, and which routes may attach to it.',
  'spec.gatewayClassName': 'Name of its GatewayClass.',
  'spec.addresses[]':
    'Addresses to listen on; in a cluster, `externalIPs` of the proxy’s Service. Left out: every IPv4 address.',
  'spec.addresses[].type': 'Type of the address. Only `IPAddress` is served.',
  'spec.addresses[].value': 'The address.',
  ...listenerWords,
  'spec.allowedListeners': 'Which ListenerSets may add listeners. Left out: none.',
  'spec.allowedListeners.namespaces': 'Namespaces that ListenerSets may be of.',
  'spec.allowedListeners.namespaces.from':
    'None, the Gateway’s own namespace (`Same`), all, or those that are selected.',
  'spec.allowedListeners.namespaces.selector': 'Selects namespaces by their labels, for `Selector`.',
  ...within('spec.allowedListeners.namespaces.selector', selectorWords),
  'spec.defaultScope':
    '`All`: routes with `useDefaultGateways: All` attach to this Gateway without naming it, where its listeners allow them.',
  'spec.infrastructure': 'How the proxy is run.',
  'spec.infrastructure.labels': 'Labels of all objects that are created in a cluster to run the proxy.',
  'spec.infrastructure.annotations': 'Annotations of the same objects.',
  'spec.infrastructure.parametersRef':
    'EnvoyProxy, or GatewayParameters of kgateway, for this Gateway. It goes before that of the class.',
  'spec.tls': 'TLS of all listeners, and TLS with backends.',
  'spec.tls.backend': 'Certificate that backends are shown over TLS.',
  'spec.tls.backend.clientCertificateRef': 'Secret with the certificate and its private key.',
  'spec.tls.frontend': 'Client certificates (mutual TLS) on HTTPS listeners.',
  'spec.tls.frontend.default': 'Settings for every port that `perPort` does not name.',
  ...within('spec.tls.frontend.default', validation),
  'spec.tls.frontend.perPort[]': 'Settings for single ports.',
  'spec.tls.frontend.perPort[].port': 'The port.',
  'spec.tls.frontend.perPort[].tls': 'Settings for that port.',
};

export const listenerSetWords: Words = {
  '': 'Adds listeners to a Gateway that allows it, with certificates, routes and policies of their own.',
  'spec.parentRef': 'The Gateway.',
  ...listenerWords,
};
