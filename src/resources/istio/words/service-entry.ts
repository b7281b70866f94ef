import { type Words, within } from '../../reference/words.ts';
import { workloadWords } from './workload-entry.ts';

export const serviceEntryWords: Words = {
  '': 'Istio’s: names services outside of the cluster. Routes refer to it by name, or to one of its hosts (`kind: Hostname`).',
  'spec.hosts':
    'Host names of the service. They are looked up where the resolution is DNS and there are no endpoints.',
  'spec.ports[]': 'Ports of the service. A reference gives one by number.',
  'spec.ports[].number': 'Number of the port.',
  'spec.ports[].name': 'Name of the port, which `ports` of endpoints and policies refer to.',
  'spec.ports[].protocol':
    '`HTTP`, `HTTP2`, `GRPC` or `GRPC-WEB`; what is passed on as it is: `TCP`, `TLS`, `HTTPS`, `MONGO`. TLS is spoken only where a DestinationRule or a BackendTLSPolicy says so.',
  'spec.ports[].targetPort': 'Port of the endpoints. Left out: as `number`.',
  'spec.resolution':
    '`STATIC`: endpoints are addresses. `DNS`: each address of a name is an endpoint. `DNS_ROUND_ROBIN`: the one name is the endpoint. `DYNAMIC_DNS`: each request goes to the host that it names, if that is one of `hosts` and its port that of the endpoints. `NONE`: as `STATIC` at a gateway.',
  'spec.location': 'Has no effect at a gateway.',
  'spec.endpoints[]': 'Endpoints of the service.',
  ...within('spec.endpoints[]', workloadWords),
  'spec.workloadSelector':
    'Selects WorkloadEntries of this namespace by labels, in place of `endpoints`. For Pods, refer to their Service.',
  'spec.workloadSelector.labels':
    'Labels that a WorkloadEntry must have, all of them. Without any, none is found.',
  'spec.exportTo':
    'Namespaces that may refer to its hosts: `.` its own, `*` all. Left out: all. By its name, a ReferenceGrant lets refer.',
  'spec.subjectAltNames':
    'Names of which the certificate must have one, where TLS is spoken and no policy gives other names.',
};
