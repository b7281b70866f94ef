import { tcpRouteWords, tlsRouteWords, udpRouteWords } from './gateway-api/words/connection-routes.ts';
import { gatewayClassWords, gatewayWords } from './gateway-api/words/gateway.ts';
import { grpcRouteWords } from './gateway-api/words/grpc-route.ts';
import { httpRouteWords } from './gateway-api/words/http-route.ts';
import { backendTlsPolicyWords, referenceGrantWords } from './gateway-api/words/policies.ts';
import type { AnyKind } from './kinds.ts';
import type { Words } from './reference/words.ts';

/** words is what the fields of each kind mean: files in the `words` folder of its dialect. */
export const words: Readonly<Partial<Record<AnyKind['id'], Words>>> = {
  'gateway-api/GatewayClass': gatewayClassWords,
  'gateway-api/Gateway': gatewayWords,
  'gateway-api/HTTPRoute': httpRouteWords,
  'gateway-api/GRPCRoute': grpcRouteWords,
  'gateway-api/TLSRoute': tlsRouteWords,
  'gateway-api/TCPRoute': tcpRouteWords,
  'gateway-api/UDPRoute': udpRouteWords,
  'gateway-api/ReferenceGrant': referenceGrantWords,
  'gateway-api/BackendTLSPolicy': backendTlsPolicyWords,
};
