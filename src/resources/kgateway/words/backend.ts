import type { Words } from '../../reference/words.ts';
import { awsBackendWords } from './aws-backend.ts';
import { consulBackendWords } from './consul-backend.ts';
import { upstreamSettingsWords } from './upstream-settings.ts';

/** kgatewayBackendWords are those of all names of the kind. */
export const kgatewayBackendWords: Words = {
  '': 'Names where requests go, by exactly one type of destination. kgateway’s Backend and gloo’s Upstream are read alike.',
  'spec.type': 'Type of the destination. The field that is there says it already; both must agree.',
  'spec.static': 'Hosts by IP address or by name.',
  'spec.static.hosts[]': 'The hosts.',
  'spec.static.hosts[].host': 'IP address, or a name that is resolved by DNS.',
  'spec.static.hosts[].addr': 'The same as `host`, as gloo writes it.',
  'spec.static.hosts[].port': 'Port of the host.',
  'spec.static.hosts[].loadBalancingWeight': 'Weight of the host in load balancing.',
  'spec.static.hosts[].sniAddr':
    'Server name (SNI) that is sent to the host over TLS; also its Host, where requests get that of their endpoint.',
  'spec.static.useTls':
    'TLS to the hosts, verified with the system’s CAs, for each host’s name. Of gloo’s kinds, left out: true with port 443.',
  'spec.static.appProtocol':
    '`http2`, `grpc`, `grpc-web` and `kubernetes.io/h2c`: HTTP/2. `kubernetes.io/ws`, or left out: HTTP/1.1.',
  'spec.pipe': 'A unix socket on the proxy’s own machine, in a directory that the operator allows.',
  'spec.pipe.path': 'Absolute path of the socket, of at most 107 bytes.',
  'spec.dynamicForwardProxy':
    'Sends each request to the host that it names. Loopback, link-local and metadata addresses are refused, by what it resolves to.',
  'spec.dynamicForwardProxy.enableTls':
    'TLS to that host, whose certificate is verified with the system’s CAs, for the name in the request.',
  'spec.priorityGroups[]':
    'Failover between groups of Backends: a group takes over while all groups before it are down.',
  'spec.priorityGroups[].backendRefs[]':
    'Members of the group: they share requests evenly, and stand in for each other.',
  'spec.priorityGroups[].backendRefs[].name':
    'Name of a Backend in the same namespace, but none of `priorityGroups`, `dynamicForwardProxy`, Lambda, `azure` or `gcp`.',
  ...awsBackendWords,
  ...consulBackendWords,
  'spec.kube':
    'A port of a Kubernetes Service. Policies about the Service hold, behind those about the Backend.',
  'spec.kube.serviceName': 'Name of the Service.',
  'spec.kube.serviceNamespace':
    'Namespace of the Service; left out: the Backend’s own. Another one needs a ReferenceGrant.',
  'spec.kube.servicePort': 'Port of the Service, by number; may be left out where it has one port.',
  'spec.kube.selector':
    'Labels of pods. Those that the Service selects by change nothing; with others the Backend is not accepted.',
  'spec.kube.subsetSpec': 'Subsets of the pods; no reference of the Gateway API names one.',
  'spec.kube.serviceSpec': 'Functions and transcoding that the Service offers.',
  'spec.azure':
    'A function of Azure Functions, at `https://APP.azurewebsites.net/api/FUNCTION`. A request’s query is kept, its path is not.',
  'spec.azure.functionAppName': 'Name of the function app.',
  'spec.azure.secretRef':
    'Secret with the keys of the app: each function’s key under the function’s name, the key of the app under `_master`; or, as `glooctl` writes them, all of them as YAML under `azure`.',
  'spec.azure.secretRef.name': 'Name of the Secret.',
  'spec.azure.secretRef.namespace':
    'Namespace of the Secret; left out: the Upstream’s own. Another one needs a ReferenceGrant.',
  'spec.azure.functions[]': 'The function: exactly one.',
  'spec.azure.functions[].functionName': 'Name of the function.',
  'spec.azure.functions[].authLevel':
    'Key in `x-functions-key`. `Function`: the function’s own, else that of the app. `Admin`: that of the app. `Anonymous`: none.',
  'spec.ai': 'Not served: models, which agentgateway leads to. Such an object is not accepted.',
  'spec.mcp': 'Not served: tools, which agentgateway leads to. Such an object is not accepted.',
  'spec.internalListener': 'Not served: a listener without a port. Such an object is not accepted.',
  'spec.upstreamSpec': 'A form of early versions of gloo. Such an object is not accepted.',
  'spec.gcp':
    'A service that Google runs, such as one of Cloud Run: called over TLS, under its own host, with an identity token.',
  'spec.gcp.host': 'Host of the service, which its certificate must be for.',
  'spec.gcp.audience': 'Audience of the token: the address of a service. Left out: `https://` and the host.',
  ...upstreamSettingsWords,
};
