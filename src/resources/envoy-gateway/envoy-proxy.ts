import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { secretObjectReference } from '../gateway-api/references.ts';
import type { ResourceOf } from '../kind.ts';
import { defaulted, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { accessLog } from './envoy-proxy/access-log.ts';
import { bootstrap } from './envoy-proxy/bootstrap.ts';
import { filterOrder } from './envoy-proxy/filter-order.ts';
import { tracing } from './envoy-proxy/tracing.ts';
import { checkVersions, tlsParameterProperties } from './tls-parameters.ts';

const telemetry = Type.Object(
  { accessLog: Type.Optional(accessLog), tracing: Type.Optional(tracing) },
  { '~unserved': ['healthCheckLog', 'metrics', 'requestID'] },
);

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
    filterOrder,
    ipFamily: Type.Optional(Type.Enum(['IPv4', 'IPv6', 'DualStack'])),
    routingType: Type.Optional(Type.Enum(['Endpoint', 'Service'])),
    mergeType: Type.Enum(['Replace', 'StrategicMerge', 'JSONMerge'], { default: 'Replace' }),
    telemetry: Type.Optional(telemetry),
  },
  {
    // How a cluster is to run the proxy: from files nobody does.
    '~ignores': ['provider'],
    '~unserved': [
      'dynamicModules',
      'extraArgs',
      'geoIP',
      'logging',
      'lua',
      'luaValidation',
      'mergeBackends',
      'mergeGateways',
      'preserveRouteOrder',
      'shutdown',
    ],
  },
);
/** EnvoyProxySpec says how the proxy of a gateway is run, and what it tells of its traffic. */
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
