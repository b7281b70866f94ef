/** Manifests for tests that send traffic: one Gateway `edge` on loopback, with Backends on this machine and routes to them. */

export const gatewayOn = (port: number) => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: fairlead}
spec: {controllerName: fairlead.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: fairlead
  addresses: [{value: 127.0.0.1}]
  listeners: [{name: http, protocol: HTTP, port: ${port}}]
`;

/** backend is a Backend whose endpoints are upstreams on loopback, at these ports. */
export const backend = (name: string, ...ports: (number | string | undefined)[]) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: ${name}}
spec: {endpoints: [${ports.map(port => `{ip: {address: 127.0.0.1, port: ${port}}}`).join(', ')}]}
`;

export const route = (name: string, host: string, ...rules: string[]) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}}
spec:
  parentRefs: [{name: edge}]
  hostnames: [${host}]
  rules:
${rules.join('\n')}
`;

/** rule is a rule of a route: everything below the path goes to one Backend. */
export const rule = (path: string, to: string) =>
  `    - {matches: [{path: {value: ${path}}}], backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: ${to}}]}`;
