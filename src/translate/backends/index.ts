import type {
  BackendGroups,
  BackendKind,
  BackendKindContext,
  BackendProblem,
  BackendState,
  FallbackRef,
  TranslatedBackends,
} from './backend-kind.ts';
import { envoyGatewayBackend } from './envoy-gateway-backend.ts';
import { fairleadBackend } from './fairlead-backend.ts';
import { hostname } from './istio/hostname.ts';
import { serviceEntry } from './istio/service-entry.ts';
import { kgatewayBackends } from './kgateway/kgateway-backends.ts';
import { meshService } from './mesh-service.ts';
import { service } from './service.ts';
import { serviceImport } from './service-import.ts';

/** Every kind of object that a route may refer to. */
export const backendKinds: readonly BackendKind[] = [
  service,
  serviceImport,
  envoyGatewayBackend,
  fairleadBackend,
  meshService,
  ...kgatewayBackends,
  serviceEntry,
  hostname,
];

export type {
  BackendGroups,
  BackendKind,
  BackendKindContext,
  BackendProblem,
  BackendState,
  FallbackRef,
  TranslatedBackends,
};
