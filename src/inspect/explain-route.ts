import { displayRef, localZone, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { type Backend, backendKey, type Transport } from '#model';
import type { AnyRoute, RouteBackendRef } from '#resources';
import { showBackend } from './explain-backend.ts';
import type { ExplainedParent, ExplainedRef, ExplainedRule, ExplanationPart } from './explanation.ts';
import type { Inspected } from './inspected.ts';
import { type LocatedFinding, placeOf } from './located-finding.ts';
import { type RuleWords, ruleWords } from './route-words.ts';

/** explainRoute says which listeners took a route, and where each of its rules leads. */
export function explainRoute(
  key: ResourceKey,
  route: AnyRoute,
  findings: readonly LocatedFinding[],
  inspected: Inspected,
): ExplanationPart<'route'> {
  const words = ruleWords(route);
  return {
    kind: 'route',
    ...('hostnames' in route.spec ? { hostnames: route.spec.hostnames } : {}),
    parents: explainParents(key, inspected),
    rules: words.map((said, index) => explainRule(key, route, said, index, findings, inspected)),
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
  route: AnyRoute,
  { matches, filters }: RuleWords,
  index: number,
  findings: readonly LocatedFinding[],
  inspected: Inspected,
): ExplainedRule {
  const { name, backendRefs = [] } = route.spec.rules[index] ?? {};
  return {
    ...(name === undefined ? {} : { name }),
    matches,
    filters,
    refs: backendRefs.map((ref, i): ExplainedRef => {
      const path = `spec.rules[${index}].backendRefs[${i}]`;
      const own = findings.filter(f => f.path === path || f.path.startsWith(`${path}.`));
      const transport = route.id === 'gateway-api/UDPRoute' ? 'udp' : 'tcp';
      const { target, backend } = lookUp(ref, route.ref.namespace, transport, inspected);
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

/** A backend goes by its port where each port is one of its own, else by its object alone. */
function lookUp(
  { group, kind, namespace, name, port }: RouteBackendRef,
  from: string,
  transport: Transport,
  { backends }: Inspected,
): { readonly target: string; readonly backend: Backend | undefined } {
  const ref = { group, kind, zone: localZone, namespace: namespace ?? from, name };
  const byPort = port === undefined ? undefined : backends.get(backendKey(ref, port, transport));
  const isByPort = group === '' && port !== undefined;
  return {
    target: isByPort ? `${displayRef(ref)}:${port}` : displayRef(ref),
    backend: byPort ?? backends.get(backendKey(ref)),
  };
}
