import type {
  BackendKind,
  BackendKindContext,
  BackendProblem,
  BackendState,
  FallbackRef,
} from './backend-kind.ts';
import { envoyGatewayBackend } from './envoy-gateway-backend.ts';
import { service } from './service.ts';

/** Every kind of object that a route may refer to. */
export const backendKinds: readonly BackendKind[] = [service, envoyGatewayBackend];

export type { BackendKind, BackendKindContext, BackendProblem, BackendState, FallbackRef };
