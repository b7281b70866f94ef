import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { PolicySpec } from '../policy.ts';
import { deprecated, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { backendSettingsProperties } from './backend-settings.ts';
import { adaptiveConcurrency } from './backend-traffic-policy/adaptive-concurrency.ts';
import { admissionControl } from './backend-traffic-policy/admission-control.ts';
import { bandwidthLimit } from './backend-traffic-policy/bandwidth-limit.ts';
import { compression } from './backend-traffic-policy/compression.ts';
import { decompression } from './backend-traffic-policy/decompression.ts';
import { faultInjection } from './backend-traffic-policy/fault-injection.ts';
import { httpUpgrade } from './backend-traffic-policy/http-upgrade.ts';
import { rateLimit } from './backend-traffic-policy/rate-limit.ts';
import { requestBuffer } from './backend-traffic-policy/request-buffer.ts';
import { responseOverride } from './backend-traffic-policy/response-override.ts';
import { telemetry } from './backend-traffic-policy/telemetry.ts';
import { policyTargetProperties, readTargets, targetsAlone } from './policy-targets.ts';

const settings = Type.Object({
  ...backendSettingsProperties,
  adaptiveConcurrency: Type.Optional(adaptiveConcurrency),
  admissionControl: Type.Optional(admissionControl),
  bandwidthLimit: Type.Optional(bandwidthLimit),
  compression: Type.Optional(deprecated(compression, 'compressor')),
  compressor: Type.Optional(compression),
  decompressor: Type.Optional(decompression),
  faultInjection: Type.Optional(faultInjection),
  httpUpgrade: Type.Optional(httpUpgrade),
  rateLimit: Type.Optional(rateLimit),
  requestBuffer: Type.Optional(requestBuffer),
  responseOverride: Type.Optional(responseOverride),
  telemetry: Type.Optional(telemetry),
  routingType: Type.Optional(Type.Enum(['Endpoint', 'Service'])),
  useClientProtocol: Type.Optional(Type.Boolean()),
});

const spec = ruled(
  Type.Object({
    ...policyTargetProperties,
    defaultChildMergeType: Type.Optional(Type.Enum(['JSONMerge', 'StrategicMerge'])),
    ...settings.properties,
  }),
  ({ defaultChildMergeType, httpUpgrade = [], requestBuffer, ...targets }, report) => {
    const { targetRef, targetRefs, targetSelectors } = targets;
    const kinds = [targetRef, ...targetRefs, ...targetSelectors].flatMap(target => target?.kind ?? []);
    if (defaultChildMergeType !== undefined && kinds.some(kind => kind !== 'Gateway'))
      report('can only be said of Gateways', 'defaultChildMergeType');
    if (requestBuffer !== undefined && httpUpgrade.length > 0)
      report('must be left out where httpUpgrade is given: what is upgraded never ends', 'requestBuffer');
  },
);

/** BackendTrafficPolicySpec says how backends are used, and what else is done with requests and answers. */
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
  hub: ({ spec: { defaultChildMergeType, ...spec } }): BackendTrafficPolicySpec => ({
    ...readTargets(spec),
    ...(defaultChildMergeType === undefined ? {} : { childrenMerge: true }),
  }),
  standIn: targetsAlone,
});
export type BackendTrafficPolicy = ResourceOf<typeof backendTrafficPolicy>;
