import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { PolicySpec } from '../policy.ts';
import type { Read } from '../schema/readonly.ts';
import { policyTargetProperties, readTargets, targetsAlone } from './policy-targets.ts';
import { apiKeyAuth } from './security-policy/api-key-auth.ts';
import { authorization } from './security-policy/authorization.ts';
import { basicAuth } from './security-policy/basic-auth.ts';
import { cors } from './security-policy/cors.ts';
import { csrf } from './security-policy/csrf.ts';
import { extAuth } from './security-policy/ext-auth.ts';
import { jwt } from './security-policy/jwt.ts';
import { oidc } from './security-policy/oidc.ts';

const sections = {
  cors: Type.Optional(cors),
  apiKeyAuth: Type.Optional(apiKeyAuth),
  authorization: Type.Optional(authorization),
  basicAuth: Type.Optional(basicAuth),
  csrf: Type.Optional(csrf),
  extAuth: Type.Optional(extAuth),
  jwt: Type.Optional(jwt),
  oidc: Type.Optional(oidc),
};

const spec = Type.Object({ ...policyTargetProperties, ...sections });

/** SecurityPolicySpec says which requests may pass, and how that is checked. */
export interface SecurityPolicySpec extends PolicySpec, Read<Type.TObject<typeof sections>> {}

export const securityPolicy = defineKind({
  id: 'envoy-gateway/SecurityPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'SecurityPolicy',
  plural: 'securitypolicies',
  shortNames: ['sp'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: ({ spec }): SecurityPolicySpec => readTargets(spec),
  standIn: targetsAlone,
});
export type SecurityPolicy = ResourceOf<typeof securityPolicy>;
