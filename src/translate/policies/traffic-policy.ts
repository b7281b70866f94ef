import type { Bodies, Edits, HeaderTemplates, RouteFacets } from '#model';
import type { TrafficPolicy } from '#resources';
import { headerEdit, headerProblem } from '../header-edit.ts';
import { replacementProblem } from '../routes/extension.ts';
import { given, unlessEmpty } from './given.ts';
import { aclSection } from './kgateway/acl.ts';
import { apiKeySection } from './kgateway/api-key-auth.ts';
import { basicAuthSection } from './kgateway/basic-auth.ts';
import { csrfSection } from './kgateway/csrf.ts';
import { extensionSections } from './kgateway/extensions.ts';
import { rbacSection } from './kgateway/rbac.ts';
import { liftedBy, requestFacetsOf } from './kgateway/requests.ts';
import { transformed } from './kgateway/transformation.ts';
import type { PolicyContext, PolicyKind } from './policy-kind.ts';
import { brokenSection, meaningOf, type Section, sectionOf } from './section.ts';

type Spec = TrafficPolicy['spec'];

/** TrafficPolicy of kgateway: who may pass, and what is done with requests on their way. */
export const trafficPolicy: PolicyKind<TrafficPolicy> = {
  id: 'kgateway/TrafficPolicy',
  group: 'gateway.kgateway.dev',
  kind: 'TrafficPolicy',
  targets: ['gateway', 'route'],
  guards: 'requests',
  isTogether: true,
  requestSettings: () =>
    ({
      acl: 'acl',
      apiKeyAuth: 'apiKeyAuth',
      authorization: 'rbac',
      basicAuth: 'basicAuth',
      bodies: 'transformation',
      compression: 'compression.responseCompression',
      cors: 'cors',
      csrf: 'csrf',
      decompression: 'compression.requestDecompression',
      describedRateLimits: 'rateLimit.global',
      edits: 'headerModifiers',
      extAuth: 'extAuth',
      extProcs: 'extProc',
      faults: 'faultInjection',
      internalRedirects: 'internalRedirect',
      jwt: 'jwtAuth',
      mirroring: 'requestMirror',
      oidc: 'oauth2',
      requestBuffer: 'buffer',
      requestRate: 'rateLimit.local',
      retries: 'retry',
      statistics: 'statPrefix',
      templates: 'transformation',
      timeouts: 'timeouts',
      traces: 'tracing',
      upgrades: 'httpUpgrade',
    }) satisfies Partial<Record<keyof RouteFacets, string>>,
  translate(policy, context) {
    const { spec } = policy;
    const edits = editsOf(spec);
    const { route, ...said } = meaningOf([...sectionsOf(policy, context), ...edits.sections]);
    if (route?.withheld !== undefined) return { route, ...said };
    const more = given({
      edits: unlessEmpty(edits.facet),
      bodies: unlessEmpty(edits.bodies),
      templates: unlessEmpty(edits.templates),
      without: liftedBy(spec),
    });
    return { ...said, route: { ...route, ...requestFacetsOf(spec), ...more } };
  },
};

/** Sections that are disabled are left out. */
function sectionsOf(policy: TrafficPolicy, context: PolicyContext): Section[] {
  const { acl, apiKeyAuth, basicAuth, csrf, rbac } = policy.spec;
  return [
    ...(acl === undefined ? [] : [aclSection(acl)]),
    ...(apiKeyAuth && !apiKeyAuth.disable ? [apiKeySection(apiKeyAuth, policy, context)] : []),
    ...(basicAuth && !basicAuth.disable ? [basicAuthSection(basicAuth, policy, context)] : []),
    ...extensionSections(policy, context),
    ...(csrf === undefined ? [] : [csrfSection(csrf)]),
    ...(rbac === undefined ? [] : [rbacSection(rbac)]),
  ];
}

/** The edits of requests and responses, and a section for each edit that cannot be made. */
function editsOf({ autoHostRewrite, headerModifiers, transformation, urlRewrite }: Spec): {
  readonly facet: Edits;
  readonly bodies: Bodies;
  readonly templates: HeaderTemplates;
  readonly sections: readonly Section[];
} {
  const request = headerModifiers?.request && headerEdit(headerModifiers.request);
  const response = headerModifiers?.response && headerEdit(headerModifiers.response);
  const path = urlRewrite?.pathRegex;
  const made = (direction: 'request' | 'response') => {
    const written = transformation?.[direction];
    return written && transformed(written, direction, `spec.transformation.${direction}`);
  };
  const [ofRequest, ofResponse] = [made('request'), made('response')];
  const wrong = (message: string | undefined, at: string) =>
    message === undefined ? [] : [brokenSection({ reason: 'Invalid', message, path: `spec.${at}` })];
  return {
    facet: given({
      requestHeaders: request,
      responseHeaders: response,
      host: autoHostRewrite ? ({ kind: 'endpoint', isToldOf: false } as const) : undefined,
      path: path && ({ kind: 'pattern', ...path } as const),
    }),
    bodies: given({ request: ofRequest?.body, response: ofResponse?.body }),
    templates: given({ requestHeaders: ofRequest?.edit, responseHeaders: ofResponse?.edit }),
    sections: [
      {
        ...sectionOf({}),
        warnings: [...(ofRequest?.problems ?? []), ...(ofResponse?.problems ?? [])],
      },
      ...[ofRequest?.unusable, ofResponse?.unusable].flatMap(one =>
        one === undefined ? [] : [brokenSection(one)],
      ),
      ...wrong(request && headerProblem(request), 'headerModifiers.request'),
      ...wrong(response && headerProblem(response), 'headerModifiers.response'),
      ...wrong(path && replacementProblem(path)?.message, 'urlRewrite.pathRegex'),
    ],
  };
}
