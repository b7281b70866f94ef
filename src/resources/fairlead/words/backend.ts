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

const ofRequests = 'Must be left out: write it on the route or in a BackendTrafficPolicy.';

export const backendWords: Words = {
  ...Object.fromEntries(shared),
  ...within('spec', Object.fromEntries(settings)),
  '': 'A destination with all that there is to say of one: endpoints or other backends that it stands for, TLS, and how all who send requests there use it. What it says goes before policies.',
  'spec.endpoints[].weight': 'Its share among endpoints of the same priority. Left out: 1.',
  'spec.endpoints[].priority':
    'Priority: endpoints of a higher number are used when too few of the lower ones are healthy. Left out: 0.',
  'spec.dynamic': 'In place of `endpoints`: each request goes to the host that it names (`Host`).',
  'spec.groups[]':
    'In place of `endpoints`: groups of other backends, of any kind. Each group takes over when all before it are down.',
  'spec.groups[].backendRefs[]':
    'Who shares the requests of the group: Backends, ports of Services. Other namespaces need a ReferenceGrant.',
  'spec.groups[].backendRefs[].subset':
    'Name of a subset in Istio’s DestinationRule about that backend: only its endpoints are used, and as the subset says.',
  'spec.protocol':
    'What the endpoints speak: `http`, `https`, `h2c`, `h2`, `http2`, `grpc`, `grpcs`, `ws`, `wss`, `tcp` or `udp`. Left out: as each endpoint says, else HTTP/1.1; over TLS, what the server chooses.',
  'spec.tls.subjectAltNames[]': 'Names of which the certificate must have one, in place of the server name.',
  'spec.tls.subjectAltNames[].type': 'Type of the name.',
  'spec.tls.subjectAltNames[].hostname': 'The host name, for type `Hostname`.',
  'spec.tls.subjectAltNames[].uri': 'The URI, for type `URI`.',
  'spec.tls.allowRenegotiation': 'Lets endpoints renegotiate TLS in the middle of a connection (TLS 1.2).',
  'spec.sessionPersistence':
    'Keeps a client at one endpoint of the backend, whichever route leads there. `sessionPersistence` of a rule goes before it.',
  ...within('spec.sessionPersistence', sessionWords),
  'spec.loadBalancer.consistentHash': ofRequests,
  'spec.timeout.http.requestTimeout': ofRequests,
  'spec.timeout.http.streamIdleTimeout': ofRequests,
};
