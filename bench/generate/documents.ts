import { namespace, type PlannedBackend } from './layout.ts';

/** Document is one file: its name in the directory, and its text. One object each. */
export interface Document {
  readonly file: string;
  readonly text: string;
}

/** The Gateway API allows a route 32 parents; a backend that more gateways reach gets several routes. */
const maxParents = 32;

const gatewayApi = 'gateway.networking.k8s.io/v1';

export function gatewayClassDocument(): Document {
  return {
    file: 'gateway-class.yaml',
    text: `apiVersion: ${gatewayApi}
kind: GatewayClass
metadata:
  name: bench
spec:
  controllerName: fairlead.dev/gateway
`,
  };
}

export function gatewayDocument(name: string, port = 80): Document {
  return {
    file: `gateway-${name}.yaml`,
    text: `apiVersion: ${gatewayApi}
kind: Gateway
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  gatewayClassName: bench
  listeners:
  - name: http
    protocol: HTTP
    port: ${port}
`,
  };
}

export function backendDocument(name: string, endpoints: readonly string[]): Document {
  const lines = endpoints.map(endpoint => {
    const colon = endpoint.lastIndexOf(':');
    return `  - ip:\n      address: ${endpoint.slice(0, colon)}\n      port: ${endpoint.slice(colon + 1)}\n`;
  });
  return {
    file: `backend-${name}.yaml`,
    text: `apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  endpoints:
${lines.join('')}`,
  };
}

/** RouteRule sends a path prefix to backends, by weight where there are several. */
export interface RouteRule {
  readonly prefix: string;
  readonly backends: readonly { readonly name: string; readonly weight?: number }[];
}

export function routeDocument(
  name: string,
  gateways: readonly string[],
  hostname: string,
  rules: readonly RouteRule[],
): Document {
  return {
    file: `route-${name}.yaml`,
    text: `apiVersion: ${gatewayApi}
kind: HTTPRoute
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  parentRefs:
${gateways.map(gateway => `  - name: ${gateway}\n`).join('')}  hostnames:
  - ${hostname}
  rules:
${rules.map(ruleText).join('')}`,
  };
}

function ruleText(rule: RouteRule): string {
  const refs = rule.backends.map(
    backend =>
      `    - group: gateway.envoyproxy.io\n      kind: Backend\n      name: ${backend.name}\n` +
      (backend.weight === undefined ? '' : `      weight: ${backend.weight}\n`),
  );
  return `  - matches:
    - path:
        type: PathPrefix
        value: ${rule.prefix}
    backendRefs:
${refs.join('')}`;
}

/** documentsOf gives a backend's own file and its routes'. `prefix` is the path that the routes match. */
export function documentsOf(backend: PlannedBackend, prefix = '/'): readonly Document[] {
  return [backendDocument(backend.name, backend.endpoints), ...routeDocumentsOf(backend, prefix)];
}

/** routeDocumentsOf gives a planned backend's routes: one for each 32 gateways. */
export function routeDocumentsOf(backend: PlannedBackend, prefix = '/'): readonly Document[] {
  const documents: Document[] = [];
  const rules = [{ prefix, backends: [{ name: backend.name }] }];
  for (let start = 0; start < backend.gateways.length; start += maxParents) {
    const name = start === 0 ? backend.name : `${backend.name}-${start / maxParents}`;
    const parents = backend.gateways.slice(start, start + maxParents);
    documents.push(routeDocument(name, parents, backend.hostname, rules));
  }
  return documents;
}
