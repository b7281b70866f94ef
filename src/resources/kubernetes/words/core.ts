import type { Words } from '../../reference/words.ts';

export const namespaceWords: Words = { '': 'Has labels, by which Gateways choose whose routes they take.' };

const servicePortWords: Words = {
  'spec.ports[]': 'Its ports: each is a backend.',
  'spec.ports[].name': 'By which EndpointSlices mean it.',
  'spec.ports[].protocol': 'What is carried.',
  'spec.ports[].appProtocol':
    'What is spoken: `kubernetes.io/h2c`, `kubernetes.io/ws`, `kubernetes.io/wss`, `https` …',
  'spec.ports[].port': 'The number that routes refer to it by.',
};

export const serviceWords: Words = {
  '': 'Is a backend by its ports. Its endpoints stand in EndpointSlices; without any, its cluster IP is one.',
  'spec.type': '`ExternalName` is refused: a Backend says the same, safely.',
  'spec.clusterIP': 'Where it is reached, where no EndpointSlice is there; `None` has no such address.',
  'spec.clusterIPs': 'The same, for both families.',
  'spec.externalName': 'Where an `ExternalName` leads.',
  ...servicePortWords,
  'spec.ports[].targetPort': 'Where endpoints listen. It is their slices that are believed.',
  'spec.selector': 'Which pods are its endpoints: for who makes EndpointSlices.',
};

export const serviceImportWords: Words = {
  '': 'Is a Service that several clusters have together, and a backend by its ports. Its endpoints stand in EndpointSlices that were imported for it; without any, its address is one.',
  'spec.type': '`Headless` is reached at its endpoints alone.',
  'spec.ips': 'Where it is reached among the clusters, where no EndpointSlice is there.',
  ...servicePortWords,
};

export const endpointSliceWords: Words = {
  '': 'Has endpoints of the Service that its label `kubernetes.io/service-name` names, or of the ServiceImport that `multicluster.kubernetes.io/service-name` does.',
  addressType: 'What its addresses are.',
  'endpoints[]': 'The endpoints.',
  'endpoints[].addresses': 'Ways to the endpoint, of which the first is taken.',
  'endpoints[].conditions': 'How it is.',
  'endpoints[].conditions.ready': 'One that is not gets nothing; left out: it is.',
  'endpoints[].conditions.serving': 'Whether it still answers.',
  'endpoints[].conditions.terminating': 'Whether it is about to end.',
  'endpoints[].hostname': 'A name for DNS.',
  'endpoints[].nodeName': 'The machine that it runs on.',
  'endpoints[].zone': 'Where that stands, for balancing by zones.',
  'ports[]': 'Where they listen.',
  'ports[].name': 'The name of the Service’s port.',
  'ports[].port': 'The number; left out: all ports.',
  'ports[].protocol': 'What is carried.',
  'ports[].appProtocol': 'What is spoken; the Service’s word counts.',
};

export const secretWords: Words = {
  '': 'Has certificates, keys and passwords for those that name it. Its values are never printed.',
  type: 'For people: its keys say what it is.',
  data: 'Values in base64.',
  stringData: 'Values as text; they go before those of `data`.',
};

export const configMapWords: Words = {
  '': 'Has texts for those that name it: certificates to trust, scripts, answers.',
  data: 'Texts.',
  binaryData: 'Bytes in base64.',
};

export const clusterTrustBundleWords: Words = {
  '': 'Has certificates that vouch for others, for a whole cluster.',
  'spec.signerName': 'Who made it.',
  'spec.trustBundle': 'The certificates (PEM).',
};
