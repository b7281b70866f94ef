import type { FilterFacets } from '#model';
import type { SecurityPolicy } from '#resources';
import { fails } from '../verdict.ts';
import type { PolicyContext, PolicyKind } from './policy-kind.ts';
import { apiKeyAuthSection } from './security-policy/api-key-auth.ts';
import { authorizationSection } from './security-policy/authorization.ts';
import { basicAuthSection } from './security-policy/basic-auth.ts';
import { corsSection } from './security-policy/cors.ts';
import { extAuthSection } from './security-policy/ext-auth.ts';
import { jwtSection } from './security-policy/jwt.ts';
import { brokenSection, type Section } from './security-policy/section.ts';

const closedUntil =
  'what the policy protects is out of service until then (requests get 500, connections are closed)';

/** SecurityPolicy of Envoy Gateway: who may pass. Where that cannot be found out as written, nobody may. */
export const securityPolicy: PolicyKind<SecurityPolicy> = {
  id: 'envoy-gateway/SecurityPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'SecurityPolicy',
  targets: ['gateway', 'route'],
  translate(policy, context) {
    if (policy.spec.isUnreadable) return { route: { withheld: {} } };
    const sections = sectionsOf(policy, context);
    const problems = sections.flatMap(section => section.problems);
    const [first] = problems;
    if (first === undefined) {
      const facets: FilterFacets = Object.assign({}, ...sections.map(section => section.facets));
      return { route: facets, hosts: sections.flatMap(({ hosts = [] }) => hosts) };
    }
    const said = problems.map(({ path, message }) => `${path} ${message}`).join('; ');
    return {
      route: { withheld: {} },
      refused: fails(first.reason, `${said}; ${closedUntil}`),
      findings: problems.map(({ message, ...where }) => ({
        severity: 'error',
        ...where,
        message: `${message}; ${closedUntil}`,
      })),
    };
  },
};

function sectionsOf(policy: SecurityPolicy, context: PolicyContext): Section[] {
  const { cors, apiKeyAuth, authorization, basicAuth, extAuth, jwt, ...rest } = policy.spec;
  return [
    ...(cors === undefined ? [] : [corsSection(cors)]),
    ...(apiKeyAuth === undefined ? [] : [apiKeyAuthSection(apiKeyAuth, policy, context)]),
    ...(basicAuth === undefined ? [] : [basicAuthSection(basicAuth, policy, context)]),
    ...(extAuth === undefined ? [] : [extAuthSection(extAuth, policy, context)]),
    ...(jwt === undefined ? [] : [jwtSection(jwt, policy, context)]),
    ...(authorization === undefined ? [] : [authorizationSection(authorization)]),
    ...unserved.filter(name => rest[name]).map(name => notServed(`spec.${name}`)),
  ];
}

/** Sections that restrict, and that nobody serves yet. */
const unserved = ['csrf', 'oidc'] as const;

function notServed(path: string): Section {
  return brokenSection({ reason: 'UnsupportedValue', message: 'is not served yet', path });
}
