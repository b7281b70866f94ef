import { backendWords as envoyGatewayWords } from '../../envoy-gateway/words/backend.ts';
import { backendSettingsWords } from '../../envoy-gateway/words/backend-settings.ts';
import { sessionWords } from '../../gateway-api/words/route-parts.ts';
import { type Words, within } from '../../reference/words.ts';

/** What is written as in Envoy Gateway's Backend means what it means there. */
const shared = Object.entries(envoyGatewayWords).filter(([path]) =>
  /^spec\.(endpoints|fallback|overprovisioningFactor|tls)\b/.test(path),
);

/** How it is used, but for what is said of requests. */
const settings = Object.entries(backendSettingsWords).filter(([path]) => !/^retry\b/.test(path));

const ofRequests = 'Must be left out: it is said of requests, on the route or in a BackendTrafficPolicy.';

export const backendWords: Words = {
  ...Object.fromEntries(shared),
  ...within('spec', Object.fromEntries(settings)),
  '': 'Names where requests go, and how all who send some there use it: whatever other dialects’ Backends say, this one can.',
  'spec.endpoints[].weight':
    'Its share among those of its priority, to the sum of their weights; left out: 1.',
  'spec.endpoints[].priority': 'It is used while too few of a lower priority are up; left out: 0.',
  'spec.dynamic': 'In the place of `endpoints`: goes where each request says, by its Host.',
  'spec.groups[]':
    'In the place of `endpoints`: other backends, of whatever kind. Each group takes over while all before it are down.',
  'spec.groups[].backendRefs[]':
    'Who shares what the group is sent: Backends, ports of Services. Those of another namespace need a ReferenceGrant.',
  'spec.groups[].backendRefs[].subset':
    'Some of its endpoints alone: those that a subset of Istio’s DestinationRule about it names, and used as that says.',
  'spec.protocol':
    'What the endpoints speak, where they do not say it themselves: `http`, `https`, `h2c`, `h2`, `http2`, `grpc`, `grpcs`, `ws`, `wss`, `tcp` or `udp`. Left out: HTTP/1.1, or over TLS what the server chooses.',
  'spec.tls.subjectAltNames[]':
    'Names of which the certificate must have one, in the place of the name that is asked for.',
  'spec.tls.subjectAltNames[].type': 'What sort of name.',
  'spec.tls.subjectAltNames[].hostname': 'The host, where it is one.',
  'spec.tls.subjectAltNames[].uri': 'The URI, where it is one.',
  'spec.tls.allowRenegotiation':
    'Lets an endpoint ask to agree anew in the middle of a connection (TLS 1.2).',
  'spec.sessionPersistence':
    'Keeps a client at one endpoint, whoever sends it there; what a rule says itself goes before it.',
  ...within('spec.sessionPersistence', sessionWords),
  'spec.loadBalancer.consistentHash': ofRequests,
  'spec.timeout.http.requestTimeout': ofRequests,
  'spec.timeout.http.streamIdleTimeout': ofRequests,
};
