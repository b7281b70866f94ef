import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { PolicySpec } from '../policy.ts';
import type { Read } from '../schema/readonly.ts';
import { backendSettingsProperties } from './backend-settings.ts';
import { admissionControl } from './backend-traffic-policy/admission-control.ts';
import { bandwidthLimit } from './backend-traffic-policy/bandwidth-limit.ts';
import { compression } from './backend-traffic-policy/compression.ts';
import { faultInjection } from './backend-traffic-policy/fault-injection.ts';
import { httpUpgrade } from './backend-traffic-policy/http-upgrade.ts';
import { rateLimit } from './backend-traffic-policy/rate-limit.ts';
import { requestBuffer } from './backend-traffic-policy/request-buffer.ts';
import { responseOverride } from './backend-traffic-policy/response-override.ts';
import { telemetry } from './backend-traffic-policy/telemetry.ts';
import { policyTargetProperties, readTargets, targetsAlone } from './policy-targets.ts';

const settings = Type.Object({
  ...backendSettingsProperties,
  admissionControl: Type.Optional(admissionControl),
  bandwidthLimit: Type.Optional(bandwidthLimit),
  compression: Type.Optional(compression),
  compressor: Type.Optional(compression),
  faultInjection: Type.Optional(faultInjection),
  httpUpgrade: Type.Optional(httpUpgrade),
  rateLimit: Type.Optional(rateLimit),
  requestBuffer: Type.Optional(requestBuffer),
  responseOverride: Type.Optional(responseOverride),
  telemetry: Type.Optional(telemetry),
  routingType: Type.Optional(Type.Enum(['Endpoint', 'Service'])),
  useClientProtocol: Type.Optional(Type.Boolean()),
});

const spec = Type.Object({ ...policyTargetProperties, ...settings.properties });

/** BackendTrafficPolicySpec says how backends are used, and what is done with requests before and after. */
export interface BackendTrafficPolicySpec extends PolicySpec, Read<typeof settings> {}

export const backendTrafficPolicy = defineKind({
  id: 'envoy-gateway/BackendTrafficPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'BackendTrafficPolicy',
  plural: 'backendtrafficpolicies',
  shortNames: ['btp'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: ({ spec }): BackendTrafficPolicySpec => readTargets(spec),
  standIn: targetsAlone,
});
export type BackendTrafficPolicy = ResourceOf<typeof backendTrafficPolicy>;
