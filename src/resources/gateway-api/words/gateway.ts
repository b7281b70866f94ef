import { type Words, within } from '../../reference/words.ts';
import { selectorWords } from './selector.ts';

export const gatewayClassWords: Words = {
  '': 'Says who serves the Gateways that name it. From files, every class is ours.',
  'spec.controllerName': 'By what name it is ours, where classes of others stand beside it.',
  'spec.parametersRef': 'The EnvoyProxy that holds for all its Gateways, in the namespace that is named.',
  'spec.description': 'For people.',
};

const validation: Words = {
  validation: 'What is asked of clients’ certificates.',
  'validation.caCertificateRefs[]':
    'ConfigMaps, Secrets and ClusterTrustBundles with certificates that vouch for clients.',
  'validation.mode':
    'Whether a client needs such a certificate; `AllowInsecureFallback` lets those in who have none, or another.',
};

const listenerWords: Words = {
  'spec.listeners[]': 'What it listens on. Several may share a port, by hostname.',
  'spec.listeners[].name': 'By which routes and policies mean this one.',
  'spec.listeners[].hostname':
    'Hosts that are asked for here, `*.example.com` for all below; left out: all. A more specific listener goes first.',
  'spec.listeners[].port': 'The port.',
  'spec.listeners[].protocol': '`HTTP`, `HTTPS`, `TLS`, `TCP` or `UDP`.',
  'spec.listeners[].tls': 'How TLS is spoken, where the protocol is HTTPS or TLS.',
  'spec.listeners[].tls.mode': 'Whether TLS ends here, or is passed on as it is (TLS alone).',
  'spec.listeners[].tls.certificateRefs[]':
    'Secrets with the certificates that are presented (`tls.crt`, `tls.key`).',
  'spec.listeners[].allowedRoutes': 'Which routes may attach.',
  'spec.listeners[].allowedRoutes.namespaces': 'Of which namespaces.',
  'spec.listeners[].allowedRoutes.namespaces.from': 'The Gateway’s own, all, or those that are selected.',
  'spec.listeners[].allowedRoutes.namespaces.selector': 'Those, by their labels.',
  ...within('spec.listeners[].allowedRoutes.namespaces.selector', selectorWords),
  'spec.listeners[].allowedRoutes.kinds[]': 'Of which kinds; left out: all that the protocol carries.',
  'spec.listeners[].allowedRoutes.kinds[].group': 'The API group of the kind.',
  'spec.listeners[].allowedRoutes.kinds[].kind': 'The kind.',
};

export const gatewayWords: Words = {
  '': 'Is one edge proxy: what it listens on, and who may attach routes there.',
  'spec.gatewayClassName': 'Its GatewayClass.',
  'spec.addresses[]': 'Where to listen; left out: every IPv4 address of the machine.',
  'spec.addresses[].type': '`IPAddress`; others cannot be listened on.',
  'spec.addresses[].value': 'The address.',
  ...listenerWords,
  'spec.allowedListeners': 'Which ListenerSets may add listeners.',
  'spec.allowedListeners.namespaces': 'Of which namespaces.',
  'spec.allowedListeners.namespaces.from': 'None, the Gateway’s own, all, or those that are selected.',
  'spec.allowedListeners.namespaces.selector': 'Those, by their labels.',
  ...within('spec.allowedListeners.namespaces.selector', selectorWords),
  'spec.defaultScope':
    '`All`: routes attach to it that say `useDefaultGateways: All`, as far as its listeners allow them.',
  'spec.infrastructure': 'How the proxy is run.',
  'spec.infrastructure.labels': 'Labels of all that is made in a cluster to run the proxy.',
  'spec.infrastructure.annotations': 'Annotations of the same.',
  'spec.infrastructure.parametersRef':
    'The EnvoyProxy that holds for this Gateway, before that of its class.',
  'spec.tls': 'What of TLS concerns all listeners.',
  'spec.tls.backend': 'As whom backends are spoken to over TLS.',
  'spec.tls.frontend': 'How clients are asked who they are.',
  'spec.tls.frontend.default': 'On every port that nothing else is said of.',
  ...within('spec.tls.frontend.default', validation),
  'spec.tls.frontend.perPort[]': 'On single ports.',
  'spec.tls.frontend.perPort[].port': 'Which one.',
  'spec.tls.frontend.perPort[].tls': 'What holds there.',
};

export const listenerSetWords: Words = {
  '': 'Adds listeners to a Gateway that allows it, with routes, certificates and policies of their own.',
  'spec.parentRef': 'The Gateway.',
  ...listenerWords,
};
