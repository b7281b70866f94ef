import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { secretObjectReference } from '../gateway-api/references.ts';
import type { ResourceOf } from '../kind.ts';
import { defaulted, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { accessLog } from './envoy-proxy/access-log.ts';
import { bootstrap } from './envoy-proxy/bootstrap.ts';
import { filterOrder } from './envoy-proxy/filter-order.ts';
import { geoIp } from './envoy-proxy/geo-ip.ts';
import { logging } from './envoy-proxy/logging.ts';
import { metrics } from './envoy-proxy/metrics.ts';
import { provider } from './envoy-proxy/provider.ts';
import { shutdown } from './envoy-proxy/shutdown.ts';
import { tracing } from './envoy-proxy/tracing.ts';
import { healthCheckLog } from './health-check.ts';
import { checkVersions, tlsParameterProperties } from './tls-parameters.ts';

const requestId = Type.Object({
  tracing: Type.Optional(Type.Enum(['PackAndSample', 'Sample', 'Pack', 'Disable'])),
});

const telemetry = Type.Object({
  accessLog: Type.Optional(accessLog),
  healthCheckLog: Type.Optional(healthCheckLog),
  metrics: Type.Optional(metrics),
  requestID: Type.Optional(requestId),
  tracing: Type.Optional(tracing),
});

const backendTls = ruled(
  Type.Object(
    { clientCertificateRef: Type.Optional(secretObjectReference), ...tlsParameterProperties },
    { '~unserved': ['fingerprints'] },
  ),
  checkVersions,
);

const spec = Type.Object(
  {
    backendTLS: Type.Optional(backendTls),
    bootstrap: Type.Optional(bootstrap),
    concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 1024 })),
    extraArgs: Type.Array(Type.String({ minLength: 1, maxLength: 4096 }), { maxItems: 64, default: [] }),
    filterOrder,
    geoIP: Type.Optional(geoIp),
    ipFamily: Type.Optional(Type.Enum(['IPv4', 'IPv6', 'DualStack'])),
    logging: Type.Optional(logging),
    routingType: Type.Optional(Type.Enum(['Endpoint', 'Service'])),
    mergeGateways: Type.Boolean({ default: false }),
    mergeType: Type.Enum(['Replace', 'StrategicMerge', 'JSONMerge'], { default: 'Replace' }),
    preserveRouteOrder: Type.Optional(Type.Boolean()),
    provider: Type.Optional(provider),
    shutdown: Type.Optional(shutdown),
    telemetry: Type.Optional(telemetry),
  },
  {
    '~unserved': ['dynamicModules', 'lua', 'luaValidation', 'mergeBackends', 'policyDefaults'],
  },
);
/** EnvoyProxySpec says how the proxies of a gateway are run, and what they report about their traffic. */
export type EnvoyProxySpec = Read<typeof spec>;

export const envoyProxy = defineKind({
  id: 'envoy-gateway/EnvoyProxy',
  group: 'gateway.envoyproxy.io',
  kind: 'EnvoyProxy',
  plural: 'envoyproxies',
  shortNames: ['eproxy'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec: defaulted(spec, {}) }),
  hub: body => body.spec,
});
export type EnvoyProxy = ResourceOf<typeof envoyProxy>;
