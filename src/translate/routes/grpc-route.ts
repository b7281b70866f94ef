import { keptList } from '#lib/kept-list.ts';
import { type GrpcRoute, gatewayApiGroup } from '#resources';
import { translateGrpcMatch } from './grpc-match.ts';
import { translateHttpRule } from './http-rule.ts';
import { gather } from './noted.ts';
import type { ResolveRef, RouteKind } from './route-kind.ts';

/** GRPCRoute of the Gateway API: gRPC is HTTP/2, its methods are paths. */
export const grpcRoute: RouteKind<GrpcRoute> = {
  id: 'gateway-api/GRPCRoute',
  group: gatewayApiGroup,
  kind: 'GRPCRoute',
  shape: 'http',
  protocols: ['HTTP', 'HTTPS'],
  contest: 'hostname',
  translate: ({ spec }, resolve) => {
    const rules = gather(
      spec.rules.map((rule, i) => {
        const written = {
          matches: rule.matches.map(translateGrpcMatch),
          filters: rule.filters,
          backendRefs: rule.backendRefs,
          ignored: rule.sessionPersistence === undefined ? [] : ['sessionPersistence'],
          // gRPC's UNAVAILABLE, as Envoy words it (GRPCRouteRule.backendRefs).
          failure: 503,
        } as const;
        return translateHttpRule(written, i, overHttp2(resolve));
      }),
    );
    return {
      value: { kind: 'http', rules: keptList(rules.value.filter(r => r !== undefined)) },
      notes: rules.notes,
    };
  },
};

/** gRPC is HTTP/2 all the way, whatever a backend is spoken to in by others. */
function overHttp2(resolve: ResolveRef): ResolveRef {
  return ref => {
    const resolved = resolve(ref);
    return resolved.use === undefined
      ? resolved
      : { ...resolved, use: { ...resolved.use, protocol: 'http2' } };
  };
}
