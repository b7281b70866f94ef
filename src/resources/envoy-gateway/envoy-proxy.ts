import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { defaulted } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { accessLog } from './envoy-proxy/access-log.ts';
import { tracing } from './envoy-proxy/tracing.ts';

const telemetry = Type.Object(
  { accessLog: Type.Optional(accessLog), tracing: Type.Optional(tracing) },
  { '~unserved': ['healthCheckLog', 'metrics', 'requestID'] },
);

const spec = Type.Object(
  {
    mergeType: Type.Enum(['Replace', 'StrategicMerge', 'JSONMerge'], { default: 'Replace' }),
    telemetry: Type.Optional(telemetry),
  },
  {
    // How a cluster is to run the proxy: from files nobody does.
    '~ignores': ['provider'],
    '~unserved': [
      'backendTLS',
      'bootstrap',
      'concurrency',
      'dynamicModules',
      'extraArgs',
      'filterOrder',
      'geoIP',
      'ipFamily',
      'logging',
      'lua',
      'luaValidation',
      'mergeBackends',
      'mergeGateways',
      'preserveRouteOrder',
      'routingType',
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
