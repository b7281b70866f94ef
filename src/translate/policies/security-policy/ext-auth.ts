import { resourceKey } from '#lib/resource-ref.ts';
import { type AskedService, eachUse } from '#model';
import type { SecurityPolicy } from '#resources';
import type { CallSettings } from '../call-settings.ts';
import { usedService } from '../called-service.ts';
import type { PolicyContext } from '../policy-kind.ts';
import { brokenSection, type Section, type SectionProblem, sectionOf } from '../section.ts';
import { keptValue } from './kept-value.ts';

type Written = NonNullable<SecurityPolicy['spec']['extAuth']>;

const path = 'spec.extAuth';
/** Envoy Gateway's default, ms. */
const defaultTimeout = 10_000;
const open = { failsOpen: true } as const;

/** extAuthSection finds the service that is asked. */
export function extAuthSection(written: Written, policy: SecurityPolicy, context: PolicyContext): Section {
  const found = serviceOf(written, policy, context);
  const { told, problems: unknown } = contextOf(written, policy, context);
  const problems = [...unknown, ...('problem' in found ? [found.problem] : [])];
  if (problems.length > 0 || 'problem' in found) {
    // failOpen is about a service that cannot be asked, not about mistakes in what it is to be told.
    return { ...brokenSection(...problems), ...(written.failOpen && unknown.length === 0 ? open : {}) };
  }
  const { service, settings } = found;
  const { headersToExtAuth, bodyToExtAuth, statusOnError } = written;
  const facets = {
    extAuth: {
      owner: resourceKey(policy.ref),
      value: {
        service,
        ...(headersToExtAuth === undefined ? {} : { toldHeaders: lowered(headersToExtAuth) }),
        ...(bodyToExtAuth === undefined ? {} : { toldBody: { bytes: bodyToExtAuth.maxRequestBytes } }),
        ...(written.includeRouteMetadata ? { isToldRoute: true as const } : {}),
        toldContext: told,
        timeout: written.timeout ?? settings.timeout ?? defaultTimeout,
        failsOpen: written.failOpen,
        ...(statusOnError === undefined ? {} : { errorStatus: statusOnError }),
        recomputesRoute: written.recomputeRoute,
      },
    },
  };
  return { ...sectionOf(facets), calls: [settings] };
}

/** What the service is told besides the request. Nothing may be missing, as it might decide by that. */
function contextOf(
  { contextExtensions }: Written,
  policy: SecurityPolicy,
  context: PolicyContext,
): { readonly told: Readonly<Record<string, string>>; readonly problems: readonly SectionProblem[] } {
  const found = contextExtensions.map((one, i) => {
    const { name } = one;
    if (one.kind === 'value') return { name, text: one.value };
    return { name, ...keptValue(one.ref, `${path}.contextExtensions[${i}].valueRef`, policy, context) };
  });
  return {
    told: Object.fromEntries(found.flatMap(one => ('text' in one ? [[one.name, one.text] as const] : []))),
    problems: found.flatMap(one => ('problem' in one ? [one.problem] : [])),
  };
}

function serviceOf(
  { grpc, http }: Written,
  policy: SecurityPolicy,
  context: PolicyContext,
):
  | { readonly service: AskedService; readonly settings: CallSettings }
  | { readonly problem: SectionProblem } {
  const cluster = http ?? grpc;
  if (cluster === undefined) throw new Error('the schema asks for one of the two');
  const found = usedService(cluster, `${path}.${http === undefined ? 'grpc' : 'http'}`, policy, context);
  if ('problem' in found) return found;
  const { use, authority, settings } = found;
  const { retries } = settings;
  const same = { authority, ...(retries === undefined ? {} : { retries }) };
  // A service of gRPC speaks HTTP/2, whatever else its backend is used for.
  if (http === undefined) {
    return { service: { kind: 'grpc', use: eachUse(use, { protocol: 'http2' }), ...same }, settings };
  }
  const service: AskedService = {
    kind: 'http',
    use,
    ...same,
    ...(http.path === undefined ? {} : { pathPrefix: http.path }),
    ...(http.pathOverride === undefined ? {} : { path: http.pathOverride }),
    headersToBackend: lowered(http.headersToBackend ?? []),
  };
  return { service, settings };
}

function lowered(names: readonly string[]): string[] {
  return names.map(name => name.toLowerCase());
}
