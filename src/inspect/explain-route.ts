import { displayRef, localZone, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { type Backend, backendKey } from '#model';
import type { HttpRoute } from '#resources';
import { showBackend } from './explain-backend.ts';
import type { ExplainedParent, ExplainedRef, ExplainedRule, ExplanationPart } from './explanation.ts';
import type { Inspected } from './inspected.ts';
import { type LocatedFinding, placeOf } from './located-finding.ts';

/** explainRoute says which listeners took a route, and where each of its rules leads. */
export function explainRoute(
  key: ResourceKey,
  route: HttpRoute,
  findings: readonly LocatedFinding[],
  inspected: Inspected,
): ExplanationPart<'route'> {
  return {
    kind: 'route',
    hostnames: route.spec.hostnames,
    parents: explainParents(key, inspected),
    rules: route.spec.rules.map((rule, index) => explainRule(key, route, rule, index, findings, inspected)),
  };
}

function explainParents(key: ResourceKey, { reports }: Inspected): ExplainedParent[] {
  const outcome = reports.get(key)?.outcome;
  if (outcome?.kind !== 'route') return [];
  const { namespace } = parseResourceKey(key);
  return outcome.parents.map(({ parentRef, verdicts, listeners }, index) => {
    const { Accepted } = verdicts;
    const section = parentRef.sectionName === undefined ? '' : `/${parentRef.sectionName}`;
    const port = parentRef.port === undefined ? '' : `:${parentRef.port}`;
    return {
      path: `spec.parentRefs[${index}]`,
      target: `gateway/${parentRef.namespace ?? namespace}/${parentRef.name}${section}${port}`,
      accepted: Accepted?.holds === true,
      reason: Accepted?.reason ?? '',
      message: Accepted?.message ?? '',
      listeners,
    };
  });
}

function explainRule(
  key: ResourceKey,
  route: HttpRoute,
  rule: HttpRoute['spec']['rules'][number],
  index: number,
  findings: readonly LocatedFinding[],
  inspected: Inspected,
): ExplainedRule {
  return {
    ...(rule.name === undefined ? {} : { name: rule.name }),
    matches: rule.matches.map(matchText),
    filters: rule.filters.map(filter => filter.type),
    refs: rule.backendRefs.map((ref, i): ExplainedRef => {
      const path = `spec.rules[${index}].backendRefs[${i}]`;
      const own = findings.filter(f => f.path === path || f.path.startsWith(`${path}.`));
      const { target, backend } = lookUp(ref, route.ref.namespace, inspected);
      const usable = backend !== undefined && !own.some(f => f.severity === 'error');
      return {
        path,
        ...placeOf(key, path, inspected.locate),
        target,
        weight: ref.weight,
        ...(usable ? { backend: showBackend(backend) } : {}),
        findings: own,
      };
    }),
  };
}

type BackendRef = HttpRoute['spec']['rules'][number]['backendRefs'][number];

/** A backend goes by its port where each port is one of its own, else by its object alone. */
function lookUp(
  { group, kind, namespace, name, port }: BackendRef,
  from: string,
  { backends }: Inspected,
): { readonly target: string; readonly backend: Backend | undefined } {
  const ref = { group, kind, zone: localZone, namespace: namespace ?? from, name };
  const byPort = port === undefined ? undefined : backends.get(backendKey(ref, port));
  const isByPort = group === '' && port !== undefined;
  return {
    target: isByPort ? `${displayRef(ref)}:${port}` : displayRef(ref),
    backend: byPort ?? backends.get(backendKey(ref)),
  };
}

function matchText({
  path,
  method,
  headers,
  queryParams,
}: HttpRoute['spec']['rules'][number]['matches'][number]): string {
  const compare = (type: string) => (type === 'RegularExpression' ? '~' : '=');
  return [
    ...(method === undefined ? [] : [method]),
    `${path.type} ${path.value}`,
    ...headers.map(h => `header ${h.name}${compare(h.type)}${h.value}`),
    ...queryParams.map(q => `query ${q.name}${compare(q.type)}${q.value}`),
  ].join(', ');
}
