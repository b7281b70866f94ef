import type { BackendKind } from './backend-kind.ts';
import { translateWritten, unreadableReason } from './written-backend.ts';

/** `gateway.envoyproxy.io` Backend: addresses, names and unix sockets, in any mixture. */
export const envoyGatewayBackend: BackendKind = {
  group: 'gateway.envoyproxy.io',
  kind: 'Backend',
  port: 'ignored',
  takesRouteAlong: true,
  unreadableReason,
  translate: context =>
    translateWritten('envoy-gateway-backend', context.inputs.of('envoy-gateway/Backend'), context),
};
