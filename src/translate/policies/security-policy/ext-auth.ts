import { resourceKey } from '#lib/resource-ref.ts';
import { type AskedService, eachUse } from '#model';
import type { SecurityPolicy } from '#resources';
import { calledService } from '../called-service.ts';
import type { PolicyContext } from '../policy-kind.ts';
import { brokenSection, type Section, type SectionProblem, sectionOf } from '../section.ts';

type Written = NonNullable<SecurityPolicy['spec']['extAuth']>;

const path = 'spec.extAuth';
/** Envoy Gateway's own. */
const defaultTimeout = 10_000;

/** extAuthSection finds the service that is asked. */
export function extAuthSection(written: Written, policy: SecurityPolicy, context: PolicyContext): Section {
  const service = serviceOf(written, policy, context);
  const problems = [...notServed(written), ...('problem' in service ? [service.problem] : [])];
  if (problems.length > 0 || 'problem' in service) return brokenSection(...problems);
  const { headersToExtAuth, bodyToExtAuth, contextExtensions, statusOnError } = written;
  return sectionOf({
    extAuth: {
      owner: resourceKey(policy.ref),
      value: {
        service,
        ...(headersToExtAuth === undefined ? {} : { toldHeaders: lowered(headersToExtAuth) }),
        ...(bodyToExtAuth === undefined ? {} : { toldBody: bodyToExtAuth.maxRequestBytes }),
        toldContext: Object.fromEntries(contextExtensions.map(({ name, value = '' }) => [name, value])),
        timeout: written.timeout ?? defaultTimeout,
        failsOpen: written.failOpen,
        ...(statusOnError === undefined ? {} : { errorStatus: statusOnError }),
        recomputesRoute: written.recomputeRoute,
      },
    },
  });
}

/** What the service would not be told, or told wrongly, might decide. */
function notServed({ http, contextExtensions }: Written): SectionProblem[] {
  const problem = (where: string) =>
    ({ reason: 'UnsupportedValue', message: 'is not served yet', path: `${path}.${where}` }) as const;
  return [
    ...(http?.pathOverride === undefined ? [] : [problem('http.pathOverride')]),
    ...contextExtensions.flatMap(({ type, valueRef }, i) =>
      type === 'ValueRef' || valueRef !== undefined ? [problem(`contextExtensions[${i}].valueRef`)] : [],
    ),
  ];
}

function serviceOf(
  { grpc, http }: Written,
  policy: SecurityPolicy,
  context: PolicyContext,
): AskedService | { readonly problem: SectionProblem } {
  const cluster = http ?? grpc;
  const at = `${path}.${http === undefined ? 'grpc' : 'http'}`;
  const found = cluster && calledService(cluster, at, policy, context);
  if (found === undefined) {
    const message = 'names no backend that could be asked; write backendRefs';
    return { problem: { reason: 'Invalid', message, path: at } };
  }
  if ('problem' in found) return found;
  const { use, authority } = found;
  // A service of gRPC speaks HTTP/2, whatever else its backend is used for.
  if (http === undefined) return { kind: 'grpc', use: eachUse(use, { protocol: 'http2' }), authority };
  return {
    kind: 'http',
    use,
    authority,
    ...(http.path === undefined ? {} : { pathPrefix: http.path }),
    headersToBackend: lowered(http.headersToBackend ?? []),
  };
}

function lowered(names: readonly string[]): string[] {
  return names.map(name => name.toLowerCase());
}
