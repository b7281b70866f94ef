import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { httpUpgrade } from '../envoy-gateway/backend-traffic-policy/http-upgrade.ts';
import { duration } from '../gateway-api/duration.ts';
import { headerName, headerValue } from '../gateway-api/fields.ts';
import type { ResourceOf } from '../kind.ts';
import { bytes } from '../kubernetes/quantity.ts';
import type { PolicySpec } from '../policy.ts';
import { ruled } from '../schema/annotate.ts';
import { oneOf } from '../schema/one-of.ts';
import type { Read } from '../schema/readonly.ts';
import { policyTargetProperties, readTargets, targetsAlone } from './policy-targets.ts';
import { acl } from './traffic-policy/acl.ts';
import { apiKeyAuth } from './traffic-policy/api-key-auth.ts';
import { basicAuth } from './traffic-policy/basic-auth.ts';
import { compression } from './traffic-policy/compression.ts';
import { cors } from './traffic-policy/cors.ts';
import { csrf } from './traffic-policy/csrf.ts';
import { disable } from './traffic-policy/disable.ts';
import { extAuth, extProc, jwtAuth, oauth2 } from './traffic-policy/extensions.ts';
import { faultInjection } from './traffic-policy/fault-injection.ts';
import { internalRedirect } from './traffic-policy/internal-redirect.ts';
import { rateLimit } from './traffic-policy/rate-limit.ts';
import { rbac } from './traffic-policy/rbac.ts';
import { requestMirror } from './traffic-policy/request-mirror.ts';
import { retry } from './traffic-policy/retry.ts';
import { tracing } from './traffic-policy/tracing.ts';
import { transformation } from './traffic-policy/transformation.ts';

const header = Type.Object({ name: headerName, value: headerValue }, { '~unserved': ['secretRef'] });
const headers = Type.Array(header, { maxItems: 16, default: [] });
const headerChanges = Type.Object({
  set: headers,
  add: headers,
  remove: Type.Array(headerName, { maxItems: 16, default: [] }),
});

const buffer = ruled(
  Type.Object(
    {
      maxRequestSize: Type.Optional(
        ruled(bytes, (size: number, report) => {
          if (size === 0) report('must be one byte at least');
        }),
      ),
      disable,
    },
    { '~unserved': ['filterStage'] },
  ),
  oneOf('maxRequestSize', 'disable'),
);

const statPrefix = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: '^([a-zA-Z0-9_%.-]|\\{\\{(route_name|route_namespace|rule_name)\\}\\})+$',
  '~wants':
    'a name of letters, digits, "_", "%", "." and "-", in which {{route_name}}, {{route_namespace}} and {{rule_name}} may stand',
});

const settings = Type.Object({
  acl: Type.Optional(acl),
  apiKeyAuth: Type.Optional(apiKeyAuth),
  autoHostRewrite: Type.Optional(Type.Boolean()),
  basicAuth: Type.Optional(basicAuth),
  buffer: Type.Optional(buffer),
  compression: Type.Optional(compression),
  cors: Type.Optional(cors),
  csrf: Type.Optional(csrf),
  extAuth: Type.Optional(extAuth),
  extProc: Type.Optional(extProc),
  faultInjection: Type.Optional(faultInjection),
  headerModifiers: Type.Optional(
    Type.Object({ request: Type.Optional(headerChanges), response: Type.Optional(headerChanges) }),
  ),
  httpUpgrade: Type.Optional(httpUpgrade),
  internalRedirect: Type.Optional(internalRedirect),
  jwtAuth: Type.Optional(jwtAuth),
  oauth2: Type.Optional(oauth2),
  rateLimit: Type.Optional(rateLimit),
  rbac: Type.Optional(rbac),
  requestMirror: Type.Optional(requestMirror),
  retry: Type.Optional(retry),
  statPrefix: Type.Optional(statPrefix),
  timeouts: Type.Optional(
    Type.Object({ request: Type.Optional(duration), streamIdle: Type.Optional(duration) }),
  ),
  tracing: Type.Optional(tracing),
  transformation: Type.Optional(transformation),
  urlRewrite: Type.Optional(
    Type.Object({
      pathRegex: Type.Object({
        pattern: Type.String({ minLength: 1, maxLength: 1024 }),
        substitution: Type.String({ minLength: 1, maxLength: 1024 }),
      }),
    }),
  ),
});

const spec = ruled(
  Type.Object({ ...policyTargetProperties, ...settings.properties }),
  ({ buffer, httpUpgrade = [] }, report) => {
    if (buffer !== undefined && httpUpgrade.length > 0)
      report('must be left out where httpUpgrade is given: what is upgraded never ends', 'buffer');
  },
);

/** TrafficPolicySpec says what is done with requests on their way. Times are in milliseconds, sizes in bytes. */
export interface TrafficPolicySpec extends PolicySpec, Read<typeof settings> {}

/** trafficPolicy is kgateway's. */
export const trafficPolicy = defineKind({
  id: 'kgateway/TrafficPolicy',
  group: 'gateway.kgateway.dev',
  kind: 'TrafficPolicy',
  plural: 'trafficpolicies',
  shortNames: ['tp'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: ({ spec }): TrafficPolicySpec => readTargets(spec),
  standIn: targetsAlone,
});
export type TrafficPolicy = ResourceOf<typeof trafficPolicy>;
