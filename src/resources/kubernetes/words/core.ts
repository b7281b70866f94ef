import type { Words } from '../../reference/words.ts';

export const namespaceWords: Words = {
  '': 'A namespace: Gateways may select by its labels whose routes attach to them.',
};

const servicePortWords: Words = {
  'spec.ports[]': 'Ports. Each is a backend that routes may refer to.',
  'spec.ports[].name': 'Name of the port, which EndpointSlices and policies refer to.',
  'spec.ports[].protocol': 'Transport protocol. `SCTP` is carried by no kind of route.',
  'spec.ports[].appProtocol':
    'What the port speaks: HTTP/2 (`kubernetes.io/h2c`, `grpc`), HTTP/1.1 (`kubernetes.io/ws`, `…/wss`). Others say nothing.',
  'spec.ports[].port': 'Number by which routes refer to the port.',
};

export const serviceWords: Words = {
  '': 'A backend for each of its ports. Endpoints are those of its EndpointSlices; without any, its cluster IP.',
  'spec.type': 'Type of the Service. `ExternalName` is refused: write a Backend with `fqdn`.',
  'spec.clusterIP':
    'Its cluster IP, which is the endpoint where there is no EndpointSlice. `None`: there is no such address.',
  'spec.clusterIPs':
    'The same for two address families, of which the first is used. Goes before `clusterIP`.',
  'spec.externalName': 'Name that an `ExternalName` stands for, which is not followed.',
  ...servicePortWords,
  'spec.ports[].targetPort': 'Port of the pods. No effect: EndpointSlices give it.',
  'spec.trafficDistribution':
    'Where requests go (`PreferClose`, `PreferSameZone`, `PreferSameNode`): to endpoints in the proxy’s zone while there are any. A policy with `zoneAware` goes before.',
  'spec.selector': 'Labels of the pods behind it. No effect: EndpointSlices give the endpoints.',
};

export const serviceImportWords: Words = {
  '': 'A Service of several clusters (KEP-1645): a backend for each port. Endpoints are those of its EndpointSlices, else its address.',
  'spec.type': 'Type of the ServiceImport. One that is `Headless` has no address of its own.',
  'spec.ips': 'Its addresses, of which the first is the endpoint where there is no EndpointSlice.',
  ...servicePortWords,
};

export const endpointSliceWords: Words = {
  '': 'Endpoints of the Service that its label `kubernetes.io/service-name` names, or of the ServiceImport that `multicluster.kubernetes.io/service-name` names.',
  addressType: 'Type of the addresses. Endpoints of type `FQDN` are not used.',
  'endpoints[]': 'The endpoints.',
  'endpoints[].addresses': 'Addresses of the endpoint, of which the first is used.',
  'endpoints[].conditions': 'State of the endpoint.',
  'endpoints[].conditions.ready':
    'Whether it gets traffic. Left out: true. Where none is ready, those that are terminating and still serving get it.',
  'endpoints[].conditions.serving': 'Whether the endpoint still answers. Left out: as `ready`.',
  'endpoints[].conditions.terminating': 'Whether the endpoint is about to end.',
  'endpoints[].hostname': 'Host name of the endpoint. No effect.',
  'endpoints[].nodeName': 'Node that the endpoint runs on. No effect.',
  'endpoints[].zone': 'Zone of the endpoint, for load balancing by zone.',
  'ports[]': 'Ports of the endpoints.',
  'ports[].name': 'Name of the Service’s port that this one is for.',
  'ports[].port': 'Port of the endpoints. Left out: the slice has none for this port of the Service.',
  'ports[].protocol': 'Transport protocol. No effect: that of the Service’s port counts.',
  'ports[].appProtocol': 'What the port speaks. No effect: that of the Service’s port counts.',
};

export const secretWords: Words = {
  '': 'Certificates, keys and passwords for objects that refer to it. Its values are never printed.',
  type: 'Type of the Secret. No effect: which keys it has decides.',
  data: 'Values in base64, by key.',
  stringData: 'Values as text, by key. They go before those of `data`.',
};

export const configMapWords: Words = {
  '': 'Texts for objects that refer to it: CA certificates, scripts, response bodies.',
  data: 'Texts, by key.',
  binaryData: 'Bytes in base64, by key.',
};

export const clusterTrustBundleWords: Words = {
  '': 'CA certificates for a whole cluster, which objects of any namespace may refer to.',
  'spec.signerName': 'Signer whose certificates these are. No effect.',
  'spec.trustBundle': 'The CA certificates (PEM).',
};
