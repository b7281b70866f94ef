import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { duration, period } from '../gateway-api/duration.ts';
import type { ResourceOf } from '../kind.ts';
import type { PolicySpec } from '../policy.ts';
import { ruled } from '../schema/annotate.ts';
import { anything } from '../schema/anything.ts';
import { atMostOneOf } from '../schema/one-of.ts';
import type { Read } from '../schema/readonly.ts';
import { healthCheck, outlierDetection } from './backend-config-policy/health.ts';
import {
  commonHttpProtocolOptions,
  http1ProtocolOptions,
  http2ProtocolOptions,
  tcpKeepalive,
} from './backend-config-policy/http.ts';
import { loadBalancer } from './backend-config-policy/load-balancer.ts';
import { tls } from './backend-config-policy/tls.ts';
import { policyTargetProperties, readTargets, targetsAlone } from './policy-targets.ts';

const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 }));

/** What is meant to go through a proxy must not go to its destination directly. */
const tunnel = ruled(anything, (_, report) =>
  report(
    'is not served: no connection is led through a proxy (CONNECT) here, and nothing is sent directly instead',
  ),
);

const settings = Type.Object({
  connectTimeout: Type.Optional(duration),
  perConnectionBufferLimitBytes: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
  tcpKeepalive: Type.Optional(tcpKeepalive),
  dns: Type.Optional(
    Type.Object({
      refreshRate: Type.Optional(period),
      jitter: Type.Optional(duration),
      respectTTL: Type.Optional(Type.Boolean()),
    }),
  ),
  commonHttpProtocolOptions: Type.Optional(commonHttpProtocolOptions),
  http1ProtocolOptions: Type.Optional(http1ProtocolOptions),
  http2ProtocolOptions: Type.Optional(http2ProtocolOptions),
  tls: Type.Optional(tls),
  tunnel: Type.Optional(tunnel),
  loadBalancer: Type.Optional(loadBalancer),
  healthCheck: Type.Optional(healthCheck),
  outlierDetection: Type.Optional(outlierDetection),
  circuitBreakers: Type.Optional(
    Type.Object({
      maxConnections: limit,
      maxPendingRequests: limit,
      maxRequests: limit,
      maxRetries: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
      trackRemaining: Type.Optional(Type.Boolean()),
    }),
  ),
  upstreamProxyProtocol: Type.Optional(Type.Object({ version: Type.Enum(['V1', 'V2'], { default: 'V1' }) })),
});

/** BackendConfigPolicySpec has settings for every use of a backend. Times are in milliseconds, sizes in bytes. */
export interface BackendConfigPolicySpec extends PolicySpec, Read<typeof settings> {}

/** backendConfigPolicy is kgateway's. */
export const backendConfigPolicy = defineKind({
  id: 'kgateway/BackendConfigPolicy',
  group: 'gateway.kgateway.dev',
  kind: 'BackendConfigPolicy',
  plural: 'backendconfigpolicies',
  shortNames: ['bcp'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({
    spec: ruled(
      Type.Object({ ...policyTargetProperties, ...settings.properties }),
      atMostOneOf('http1ProtocolOptions', 'http2ProtocolOptions'),
    ),
  }),
  hub: ({ spec }): BackendConfigPolicySpec => readTargets(spec),
  standIn: targetsAlone,
});
export type BackendConfigPolicy = ResourceOf<typeof backendConfigPolicy>;
