/** What tests that send traffic write: one Gateway `edge` on loopback, with Backends on this machine and routes to them. */

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

/** The ports are those of upstreams on loopback. */
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

/** A rule of a route: whatever is below the path goes to a Backend. */
export const rule = (path: string, to: string) =>
  `    - {matches: [{path: {value: ${path}}}], backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: ${to}}]}`;
