import { type Words, within } from '../../reference/words.ts';
import { workloadWords } from './workload-entry.ts';

export const serviceEntryWords: Words = {
  '': 'Istio’s: names services that no registry knows, and says where they are. Referred to by itself, or by one of its hosts (`kind: Hostname`).',
  'spec.hosts':
    'The names that it goes by; looked up, where the resolution is DNS and there are no endpoints.',
  'spec.ports[]': 'What is called; a reference says which.',
  'spec.ports[].number': 'The port.',
  'spec.ports[].name': 'Its name, by which endpoints have ports of their own, and policies mean it alone.',
  'spec.ports[].protocol':
    '`HTTP`, `HTTP2`, `GRPC`, `GRPC-WEB`, or what is passed on as it is: `TCP`, `TLS`, `HTTPS`, `MONGO`. TLS is spoken where a DestinationRule or a BackendTLSPolicy says so.',
  'spec.ports[].targetPort': 'The port of the endpoints, where it is another.',
  'spec.resolution':
    '`STATIC`: the addresses of the endpoints. `DNS`: each address of their names. `DNS_ROUND_ROBIN`: the one name, whose connections stay where they went. `DYNAMIC_DNS`: the host that each request names, which must be one of the hosts, and its port that of the endpoints. `NONE`: as `STATIC` at a gateway, which knows no address that was called.',
  'spec.location': 'Has no effect at a gateway.',
  'spec.endpoints[]': 'Where it is served.',
  ...within('spec.endpoints[]', workloadWords),
  'spec.workloadSelector':
    'WorkloadEntries of its namespace that serve it, in the place of endpoints. Pods are not found by it: refer to their Service.',
  'spec.workloadSelector.labels': 'Labels that each of them has; without any, none is found.',
  'spec.exportTo':
    'Namespaces that may refer to its hosts: `.` its own, `*` all. Left out: all. To itself, by its name, a ReferenceGrant lets others refer.',
  'spec.subjectAltNames':
    'Names of which the certificate must have one, where TLS is spoken and nobody says others.',
};
