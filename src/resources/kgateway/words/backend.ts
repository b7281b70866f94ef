import type { Words } from '../../reference/words.ts';
import { awsBackendWords } from './aws-backend.ts';
import { consulBackendWords } from './consul-backend.ts';
import { upstreamSettingsWords } from './upstream-settings.ts';

/** kgatewayBackendWords are those of all names of the kind. */
export const kgatewayBackendWords: Words = {
  '': 'Names where requests go, by exactly one type of destination. kgateway’s Backend and gloo’s Upstream are read alike, in each of their groups.',
  'spec.type':
    'Which type it is. The field that is there says it already; where this is written, it must agree.',
  'spec.static': 'Hosts by address or name.',
  'spec.static.hosts[]': 'One of them.',
  'spec.static.hosts[].host': 'An IP address, or a name that the proxy resolves.',
  'spec.static.hosts[].addr': 'The same, as gloo writes it.',
  'spec.static.hosts[].port': 'Its port.',
  'spec.static.hosts[].loadBalancingWeight': 'Its share among the hosts.',
  'spec.static.hosts[].sniAddr':
    'The name that it is asked for over TLS, and as Host where that is rewritten.',
  'spec.static.useTls':
    'Speaks TLS to the hosts, and believes whom the system believes, by each host’s name. Of gloo’s kinds, left out: where a host has port 443.',
  'spec.static.appProtocol':
    'What the hosts speak. `http2`, `grpc`, `grpc-web` and `kubernetes.io/h2c` are HTTP/2, `kubernetes.io/ws` and what is left out HTTP/1.1.',
  'spec.pipe': 'A unix socket on the proxy’s own machine, in a directory that the operator allows.',
  'spec.pipe.path': 'Its absolute path, of at most 107 bytes.',
  'spec.dynamicForwardProxy':
    'Goes where each request says, by its Host. Where the name leads is looked at before anything is sent there.',
  'spec.dynamicForwardProxy.enableTls':
    'Speaks TLS there, believes whom the system believes, and asks for the Host of the request.',
  'spec.priorityGroups[]':
    'Backends that take over from each other: a group takes over while all of those before it are down.',
  'spec.priorityGroups[].backendRefs[]':
    'Who is in the group. They share alike, and stand in for each other.',
  'spec.priorityGroups[].backendRefs[].name':
    'A Backend of the same namespace, of any type but `priorityGroups` and `dynamicForwardProxy`.',
  ...awsBackendWords,
  ...consulBackendWords,
  'spec.kube': 'A port of a Service of Kubernetes, with the policies about it behind the Backend’s own.',
  'spec.kube.serviceName': 'The Service.',
  'spec.kube.serviceNamespace':
    'Its namespace; left out: the Backend’s own. Another than that needs a ReferenceGrant.',
  'spec.kube.servicePort': 'Its port, by number; may be left out where there is one.',
  'spec.kube.selector':
    'Labels of the pods that are meant. Those that the Service itself selects by change nothing; by others nobody is found, and the Backend is not accepted.',
  'spec.kube.subsetSpec': 'No reference of the Gateway API names a subset.',
  'spec.kube.serviceSpec': 'What the service offers, for functions and transcoding.',
  'spec.azure':
    'A function of Azure Functions, called over TLS at `https://APP.azurewebsites.net/api/FUNCTION`. What a request asks behind `?` is kept; the rest of its path is not.',
  'spec.azure.functionAppName': 'The app that it is of.',
  'spec.azure.secretRef':
    'A Secret with keys of the app: each under the name of its function, or that of the whole app under `_master`; or, as `glooctl` writes them, all of them as YAML under `azure`.',
  'spec.azure.secretRef.name': 'Its name.',
  'spec.azure.secretRef.namespace':
    'Its namespace; left out: the Upstream’s own. Another than that needs a ReferenceGrant.',
  'spec.azure.functions[]': 'The function: exactly one.',
  'spec.azure.functions[].functionName': 'Its name.',
  'spec.azure.functions[].authLevel':
    'By which key it is called, in `x-functions-key`: `Function` by its own, or else by that of the app, `Admin` by that of the app, `Anonymous` by none.',
  'spec.gcp':
    'A service that Google runs, as Cloud Run does: over TLS at port 443, by its own host, and shown a token that Google made for the gateway.',
  'spec.gcp.host': 'Its host, which must be certified for it.',
  'spec.gcp.audience': 'Whom the token is for: the address of a service. Left out: `https://` and the host.',
  ...upstreamSettingsWords,
};
