import type { RouteFacets } from '#model';
import type { SecurityPolicy } from '#resources';
import type { PolicyContext, PolicyKind } from './policy-kind.ts';
import { meaningOf, type Section } from './section.ts';
import { apiKeyAuthSection } from './security-policy/api-key-auth.ts';
import { authorizationSection } from './security-policy/authorization.ts';
import { basicAuthSection } from './security-policy/basic-auth.ts';
import { corsSection } from './security-policy/cors.ts';
import { csrfSection } from './security-policy/csrf.ts';
import { extAuthSection } from './security-policy/ext-auth.ts';
import { jwtSection } from './security-policy/jwt.ts';
import { oidcSection } from './security-policy/oidc.ts';

/** SecurityPolicy of Envoy Gateway: who may pass. Where that cannot be found out as written, nobody may. */
export const securityPolicy: PolicyKind<SecurityPolicy> = {
  id: 'envoy-gateway/SecurityPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'SecurityPolicy',
  targets: ['gateway', 'route'],
  guards: 'requests',
  requestSettings: () =>
    ({
      apiKeyAuth: 'apiKeyAuth',
      authorization: 'authorization',
      basicAuth: 'basicAuth',
      cors: 'cors',
      csrf: 'csrf',
      extAuth: 'extAuth',
      jwt: 'jwt',
      oidc: 'oidc',
    }) satisfies Partial<Record<keyof RouteFacets, string>>,
  translate: (policy, context) => meaningOf(sectionsOf(policy, context)),
};

function sectionsOf(policy: SecurityPolicy, context: PolicyContext): Section[] {
  const { cors, apiKeyAuth, authorization, basicAuth, extAuth, jwt, oidc, csrf } = policy.spec;
  return [
    ...(cors === undefined ? [] : [corsSection(cors)]),
    ...(apiKeyAuth === undefined ? [] : [apiKeyAuthSection(apiKeyAuth, policy, context)]),
    ...(basicAuth === undefined ? [] : [basicAuthSection(basicAuth, policy, context)]),
    ...(extAuth === undefined ? [] : [extAuthSection(extAuth, policy, context)]),
    ...(oidc === undefined ? [] : [oidcSection(oidc, policy, context)]),
    ...(jwt === undefined ? [] : [jwtSection(jwt, policy, context)]),
    ...(authorization === undefined ? [] : [authorizationSection(authorization)]),
    ...(csrf === undefined ? [] : [csrfSection(csrf)]),
  ];
}
