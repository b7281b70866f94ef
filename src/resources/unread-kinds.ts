/**
 * UnreadKinds are kinds that are not read, of a project that users come from or other kinds of which are read, with what to do
 * instead.
 */
interface UnreadKinds {
  readonly group: string;
  /** By kind: what serves the same purpose here. */
  readonly instead: Readonly<Record<string, string>>;
}

const httpRoute = 'write an HTTPRoute of gateway.networking.k8s.io/v1';
const gateway = 'write a Gateway of gateway.networking.k8s.io/v1';
const security = 'a SecurityPolicy of gateway.envoyproxy.io/v1alpha1';
const envoyProxy = 'an EnvoyProxy of gateway.envoyproxy.io/v1alpha1';
const permission = 'a MeshTrafficPermission of kuma.io/v1alpha1';
const itsOwn = 'it is about how that project itself runs';
const noZones = 'there are no zones here';

/** For kinds that restrict access, the text begins with the consequence, since their authors believe that they are in force. */
const unread: readonly UnreadKinds[] = [
  {
    group: 'networking.istio.io',
    instead: {
      VirtualService: `${httpRoute}, and for subsets Backends of fairlead.dev: see docs/guides/from-istio.md`,
      Gateway: gateway,
      Sidecar: 'reachableBackends of a Dataplane of Kuma says what a sidecar is told of',
      EnvoyFilter:
        'an EnvoyPatchPolicy of gateway.envoyproxy.io/v1alpha1 changes what a Gateway’s proxies are sent',
      ProxyConfig: `${envoyProxy} says how a Gateway’s proxies run`,
      WorkloadGroup: 'write a WorkloadEntry for each workload',
    },
  },
  {
    group: 'security.istio.io',
    instead: {
      AuthorizationPolicy: `it keeps nobody out; ${security} does at gateways (authorization), and ${permission} between sidecars`,
      RequestAuthentication: `no token is asked for; ${security} does (jwt)`,
      PeerAuthentication:
        'nobody is asked for a certificate; mtls of a Mesh of kuma.io/v1alpha1 does between sidecars',
    },
  },
  {
    group: 'telemetry.istio.io',
    instead: { Telemetry: `telemetry of ${envoyProxy} says what a Gateway’s proxies tell` },
  },
  {
    group: 'gateway.solo.io',
    instead: {
      VirtualService: `${httpRoute}: see docs/guides/from-gloo.md`,
      RouteTable: `${httpRoute}, which other HTTPRoutes may lead to: see docs/guides/from-gloo.md`,
      Gateway: gateway,
      MatchableHttpGateway: gateway,
    },
  },
  {
    group: 'gloo.solo.io',
    instead: {
      UpstreamGroup: 'the backendRefs of an HTTPRoute share by weight',
      Proxy: itsOwn,
      Settings: itsOwn,
    },
  },
  {
    group: 'enterprise.gloo.solo.io',
    instead: {
      AuthConfig: `it keeps nobody out; ${security} does (extAuth, jwt, oidc, basicAuth, apiKeyAuth)`,
    },
  },
  {
    group: 'ratelimit.solo.io',
    instead: {
      RateLimitConfig:
        'it limits nobody; rateLimit of a BackendTrafficPolicy of gateway.envoyproxy.io/v1alpha1 does',
    },
  },
  { group: 'gateway.envoyproxy.io', instead: { EnvoyGateway: itsOwn } },
  {
    group: 'kuma.io',
    instead: {
      MeshGateway: gateway,
      MeshGatewayRoute: httpRoute,
      MeshGatewayInstance: gateway,
      MeshGatewayConfig: `${envoyProxy} says how a Gateway’s proxies run`,
      TrafficPermission: `it keeps nobody out; ${permission} does`,
      TrafficRoute: 'write a MeshHTTPRoute or a MeshTCPRoute',
      TrafficLog: 'write a MeshAccessLog',
      TrafficTrace: 'write a MeshTrace',
      HealthCheck: 'write a MeshHealthCheck',
      CircuitBreaker: 'write a MeshCircuitBreaker',
      FaultInjection: 'write a MeshFaultInjection',
      RateLimit: 'write a MeshRateLimit',
      Retry: 'write a MeshRetry',
      Timeout: 'write a MeshTimeout',
      ProxyTemplate: 'write a MeshProxyPatch',
      Zone: noZones,
      ZoneIngress: noZones,
      ZoneEgress: noZones,
    },
  },
  { group: 'projectcontour.io', instead: { HTTPProxy: httpRoute } },
  { group: 'traefik.io', instead: { IngressRoute: httpRoute } },
  { group: 'traefik.containo.us', instead: { IngressRoute: httpRoute } },
];

/** insteadOf says what to write instead of a kind that is known but not read; undefined for all others. */
export function insteadOf(group: string, kind: string): string | undefined {
  const known = unread.find(one => one.group === group)?.instead;
  return known !== undefined && Object.hasOwn(known, kind) ? known[kind] : undefined;
}
