import type {
  AnyMeshPolicy,
  MeshBackendRef,
  MeshCollectorRef,
  MeshHttpRules,
  MeshTcpRules,
} from '#resources';
import { matchProblem } from './mesh-http-route.ts';

/** RouteProblem is a part of a route that cannot be had as written, with its path. */
export interface RouteProblem {
  readonly path: string;
  readonly message: string;
}

type IsThere = (ref: MeshBackendRef) => boolean;

/**
 * routeProblems is what is wrong with a MeshHTTPRoute or a MeshTCPRoute: backends that do not exist, and matches that never
 * match.
 */
export function routeProblems(policy: AnyMeshPolicy, isThere: IsThere): readonly RouteProblem[] {
  switch (policy.id) {
    case 'kuma/MeshHTTPRoute':
      return policy.spec.to.flatMap((item, i) => httpProblems(item.default, `spec.to[${i}]`, isThere));
    case 'kuma/MeshTCPRoute':
      return policy.spec.to.flatMap((item, i) => tcpProblems(item.default, `spec.to[${i}]`, isThere));
    default:
      return [];
  }
}

function httpProblems({ rules }: MeshHttpRules, at: string, isThere: IsThere): readonly RouteProblem[] {
  return rules.flatMap(({ matches, default: { backendRefs = [], filters = [] } }, i) => {
    const rule = `${at}.rules[${i}]`;
    return [
      ...matches.flatMap((match, j) => {
        const problem = matchProblem(match);
        return problem === undefined
          ? []
          : [
              {
                path: `${rule}.matches[${j}].${problem.path}`,
                message: `${problem.message}: nothing matches it`,
              },
            ];
      }),
      ...backendRefs.flatMap((ref, j) =>
        missing(ref, `${rule}.default.backendRefs[${j}]`, 'its share is answered with 500', isThere),
      ),
      ...filters.flatMap(({ requestMirror }, j) =>
        requestMirror === undefined
          ? []
          : missing(
              requestMirror.backendRef,
              `${rule}.default.filters[${j}].requestMirror.backendRef`,
              'nobody gets a copy',
              isThere,
            ),
      ),
    ];
  });
}

function tcpProblems(
  { backendRefs = [] }: MeshTcpRules,
  at: string,
  isThere: IsThere,
): readonly RouteProblem[] {
  return backendRefs.flatMap((ref, j) =>
    missing(ref, `${at}.rules[0].default.backendRefs[${j}]`, 'its share of connections is closed', isThere),
  );
}

/** missing reports a reference to a service that does not exist, and the consequence (`so`). */
export function missing<Ref extends MeshCollectorRef>(
  ref: Ref,
  path: string,
  so: string,
  isThere: (ref: Ref) => boolean,
): readonly RouteProblem[] {
  if (isThere(ref)) return [];
  const { name, labels = {}, port, sectionName } = ref;
  const which =
    name ??
    `with the labels ${Object.entries(labels)
      .map(label => label.join('='))
      .join(', ')}`;
  const at = port ?? sectionName;
  return [
    {
      path,
      message: `names the ${ref.kind} ${which}${at === undefined ? '' : ` with a port ${at}`}, which is not there: ${so}`,
    },
  ];
}
