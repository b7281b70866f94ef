import type { Target } from '../target.ts';
import { envoyGateway } from './envoy-gateway.ts';
import { fairlead } from './fairlead.ts';
import { gatewayApi } from './gateway-api.ts';
import { istio } from './istio.ts';
import { kgateway } from './kgateway.ts';
import { kuma } from './kuma.ts';

/** Every dialect that backends are converted to. */
export const targets: readonly Target[] = [fairlead, gatewayApi, envoyGateway, kgateway, kuma, istio];
