import type { Document } from './documents.ts';
import { namespace, type PlannedBackend } from './layout.ts';

/** policiesOfGateway are policies of every kind that may be about a whole gateway. */
export function policiesOfGateway(gateway: string): readonly Document[] {
  const target = targetOf('Gateway', gateway);
  return [
    policy('ClientTrafficPolicy', `all-${gateway}`, target, [
      'timeout: {http: {idleTimeout: 5m, requestReceivedTimeout: 30s}}',
      'headers: {withUnderscoresAction: RejectRequest}',
      'connection: {connectionLimit: {value: 50000}}',
    ]),
    policy('BackendTrafficPolicy', `all-${gateway}`, target, ['timeout: {http: {requestTimeout: 30s}}']),
  ];
}

/** policiesOfBackend are policies of every kind that target a backend or its first route. */
export function policiesOfBackend({ name, hostname }: PlannedBackend): readonly Document[] {
  const route = targetOf('HTTPRoute', name);
  const backend = `{group: gateway.envoyproxy.io, kind: Backend, name: ${name}}`;
  return [
    routePolicy(name, '/healthy'),
    corsPolicy(name, `https://${hostname}`),
    policy('EnvoyExtensionPolicy', name, route, [
      'lua: [{type: Inline, inline: "function envoy_on_request(r) end"}]',
    ]),
    {
      file: `policy-tls-${name}.yaml`,
      text: `apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  targetRefs: [${backend}]
  validation: {wellKnownCACertificates: System, hostname: ${hostname}}
`,
    },
  ];
}

/** routePolicy says how the backends of a route are used: it shapes clusters. */
export function routePolicy(route: string, healthPath: string): Document {
  return policy('BackendTrafficPolicy', route, targetOf('HTTPRoute', route), [
    'mergeType: StrategicMerge',
    'retry: {numRetries: 3}',
    'circuitBreaker: {maxConnections: 2048, maxParallelRequests: 2048}',
    'timeout: {tcp: {connectTimeout: 3s}, http: {requestTimeout: 20s}}',
    `healthCheck: {active: {type: HTTP, interval: 5s, http: {path: ${healthPath}}}}`,
  ]);
}

/** corsPolicy says which pages may call a route: it shapes the route. */
export function corsPolicy(route: string, origin: string): Document {
  return policy('SecurityPolicy', route, targetOf('HTTPRoute', route), [
    `cors: {allowOrigins: ["${origin}"], allowMethods: [GET, POST], maxAge: 10m}`,
    'authorization: {defaultAction: Allow, rules: [{action: Deny, principal: {clientCIDRs: [192.0.2.0/24]}}]}',
  ]);
}

function targetOf(kind: string, name: string): string {
  return `{group: gateway.networking.k8s.io, kind: ${kind}, name: ${name}}`;
}

function policy(kind: string, name: string, target: string, says: readonly string[]): Document {
  return {
    file: `policy-${kind.toLowerCase()}-${name}.yaml`,
    text: `apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ${kind}
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  targetRefs: [${target}]
${says.map(line => `  ${line}\n`).join('')}`,
  };
}
