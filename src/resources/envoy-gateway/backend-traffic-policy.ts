import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { backendSettingsProperties } from './backend-settings.ts';
import { rateLimit } from './backend-traffic-policy/rate-limit.ts';
import { policyTargetProperties, readTargets } from './policy-targets.ts';

const spec = Type.Object(
  {
    ...policyTargetProperties,
    ...backendSettingsProperties,
    rateLimit: Type.Optional(rateLimit),
  },
  {
    '~unserved': [
      'admissionControl',
      'bandwidthLimit',
      'compression',
      'compressor',
      'faultInjection',
      'httpUpgrade',
      'requestBuffer',
      'responseOverride',
      'routingType',
      'telemetry',
      'useClientProtocol',
    ],
  },
);

export const backendTrafficPolicy = defineKind({
  id: 'envoy-gateway/BackendTrafficPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'BackendTrafficPolicy',
  plural: 'backendtrafficpolicies',
  shortNames: ['btp'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: ({ spec }) => readTargets(spec),
});
export type BackendTrafficPolicy = ResourceOf<typeof backendTrafficPolicy>;
