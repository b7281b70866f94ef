import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { type PolicySpec, standInFor } from '../policy.ts';
import { findTargets, policyTargetProperties, readTargets } from './policy-targets.ts';

/** What it asks of whoever wants to pass is not served yet: it is read for what it protects. */
const spec = Type.Object(policyTargetProperties, {
  '~ignores': ['apiKeyAuth', 'authorization', 'basicAuth', 'cors', 'csrf', 'extAuth', 'jwt', 'oidc'],
});

export const securityPolicy = defineKind({
  id: 'envoy-gateway/SecurityPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'SecurityPolicy',
  plural: 'securitypolicies',
  shortNames: ['sp'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: ({ spec }): PolicySpec => readTargets(spec),
  standIn: object => standInFor(findTargets(object)),
});
export type SecurityPolicy = ResourceOf<typeof securityPolicy>;
