import { type GrpcRoute, type GrpcRouteRule, gatewayApiGroup } from '#resources';
import { translateGrpcMatch } from './grpc-match.ts';
import { translateHttpRules, type WrittenRule } from './http-rule.ts';
import type { RouteKind } from './route-kind.ts';
import { ignoredOf, ruleName, sessionOf } from './session.ts';
import { spokenIn } from './spoken-in.ts';

/** GRPCRoute of the Gateway API: gRPC is HTTP/2, its methods are paths. */
export const grpcRoute: RouteKind<GrpcRoute> = {
  id: 'gateway-api/GRPCRoute',
  group: gatewayApiGroup,
  kind: 'GRPCRoute',
  shape: 'http',
  protocols: ['HTTP', 'HTTPS'],
  contest: 'hostname',
  // gRPC is HTTP/2 all the way, whatever a backend is spoken to in by others.
  translate: ({ ref, spec }, resolve, extension) =>
    translateHttpRules(
      spec.rules.map((rule, i) => read(rule, ruleName(ref, rule, i))),
      ref,
      spokenIn('http2', resolve),
      extension,
    ),
};

function read(rule: GrpcRouteRule, name: string): WrittenRule {
  const session = sessionOf(rule.sessionPersistence, name);
  return {
    matches: rule.matches.map(translateGrpcMatch),
    filters: rule.filters,
    backendRefs: rule.backendRefs,
    ...(rule.name === undefined ? {} : { name: rule.name }),
    // How long a call may take is its caller's to say (`grpc-timeout`), and a stream may be open for days.
    defaultTimeout: 0,
    ignored: ignoredOf(rule.sessionPersistence, rule.backendRefs.length),
    ...(session === undefined ? {} : { session }),
    // gRPC's UNAVAILABLE, as Envoy words it (GRPCRouteRule.backendRefs).
    failure: 503,
    isOfCalls: true,
  };
}
