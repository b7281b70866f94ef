import { Type } from 'typebox';
import { closed } from '../../schema/closed.ts';

/** Restrictions that are not served: where one of these is written, no request passes. */
export const restrictions = {
  csrf: Type.Optional(closed('filterEnabled', 'shadowEnabled', 'additionalOrigins')),
  dlp: Type.Optional(closed('actions', 'enabledFor')),
  extauth: Type.Optional(closed('configRef', 'customAuth', 'disable')),
  jwt: Type.Optional(closed('disable', 'providers')),
  jwtStaged: Type.Optional(closed('afterExtAuth', 'beforeExtAuth')),
  rbac: Type.Optional(closed('disable', 'policies')),
  waf: Type.Optional(closed('disabled', 'coreRuleSet', 'ruleSets', 'customInterventionMessage')),
  ratelimit: Type.Optional(closed('includeVhRateLimits', 'rateLimits', 'setActions')),
  ratelimitEarly: Type.Optional(closed('includeVhRateLimits', 'rateLimits', 'setActions')),
  ratelimitRegular: Type.Optional(closed('includeVhRateLimits', 'rateLimits', 'setActions')),
  ratelimitBasic: Type.Optional(closed('anonymousLimits', 'authorizedLimits')),
  rateLimitConfigs: Type.Optional(closed('refs')),
  rateLimitEarlyConfigs: Type.Optional(closed('refs')),
  rateLimitRegularConfigs: Type.Optional(closed('refs')),
};

/** restrictionNames are the names of these. */
export const restrictionNames = [
  'csrf',
  'dlp',
  'extauth',
  'jwt',
  'jwtStaged',
  'rbac',
  'waf',
  'ratelimit',
  'ratelimitEarly',
  'ratelimitRegular',
  'ratelimitBasic',
  'rateLimitConfigs',
  'rateLimitEarlyConfigs',
  'rateLimitRegularConfigs',
] as const satisfies readonly (keyof typeof restrictions)[];
