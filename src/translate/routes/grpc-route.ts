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
  // Calls reach a backend as HTTP/2, whichever protocol other routes use for it.
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
    // The caller says how long a call may take (`grpc-timeout`), and a stream may stay open for days.
    defaultTimeout: 0,
    ignored: ignoredOf(rule.sessionPersistence, rule.backendRefs.length),
    ...(session === undefined ? {} : { session }),
    // gRPC's UNAVAILABLE, as Envoy words it (GRPCRouteRule.backendRefs).
    failure: 503,
    isOfCalls: true,
  };
}
