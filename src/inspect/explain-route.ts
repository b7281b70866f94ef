import { displayRef, localZone, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import {
  type Backend,
  backendKey,
  type ListenerName,
  type PolicyPlace,
  placeOfListener,
  type Transport,
} from '#model';
import type { AnyRoute, RouteBackendRef } from '#resources';
import { showBackend } from './explain-backend.ts';
import { policiesThrough } from './explain-policy.ts';
import type {
  ExplainedParent,
  ExplainedPolicy,
  ExplainedRef,
  ExplainedRule,
  ExplanationPart,
} from './explanation.ts';
import type { Inspected } from './inspected.ts';
import { type LocatedFinding, placeOf } from './located-finding.ts';
import { type RuleWords, ruleWords } from './route-words.ts';

/** explainRoute says which listeners took a route, and where each of its rules leads. */
export function explainRoute(
  key: ResourceKey,
  route: AnyRoute,
  inspected: Inspected,
  findings: readonly LocatedFinding[],
): ExplanationPart<'route'> {
  const words = ruleWords(route);
  const ways = waysTo(key, inspected);
  return {
    kind: 'route',
    ...('hostnames' in route.spec ? { hostnames: route.spec.hostnames } : {}),
    parents: explainParents(key, inspected),
    rules: words.map((said, index) => ({
      ...explainRule(key, route, said, index, findings, inspected),
      policies: policiesOfRule(key, route.spec.rules[index]?.name, ways, inspected),
    })),
  };
}

interface Way {
  readonly through: string;
  /** From the listener on. */
  readonly chain: readonly PolicyPlace[];
}

/** By which listeners requests come to a route; where by none, it still has its own policies. */
function waysTo(key: ResourceKey, { reports }: Inspected): readonly Way[] {
  const outcome = reports.get(key)?.outcome;
  const parents = outcome?.kind === 'route' ? outcome.parents : [];
  const ways = parents.flatMap(({ gateway, listeners }) => {
    if (gateway === undefined) return [];
    return listeners.map(name => wayThrough(gateway, name));
  });
  return ways.length === 0 ? [{ through: '', chain: [] }] : ways;
}

/** wayThrough is the way by a listener of a gateway. */
export function wayThrough(gateway: ResourceKey, name: ListenerName): Way {
  const { object: written, section } = placeOfListener(gateway, name);
  const object = parseResourceKey(written);
  return {
    through: `${displayRef(object)}/${section}`,
    chain: [
      { object, section },
      { object },
      ...(written === gateway ? [] : [{ object: parseResourceKey(gateway) }]),
    ],
  };
}

function policiesOfRule(
  key: ResourceKey,
  rule: string | undefined,
  ways: readonly Way[],
  inspected: Inspected,
): ExplainedPolicy[] {
  const object = parseResourceKey(key);
  const own = [...(rule === undefined ? [] : [{ object, section: rule }]), { object }];
  const chains = ways.map(({ through, chain }) => ({ through, chain: [...own, ...chain] }));
  return policiesThrough(chains, inspected);
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
      target: `${parentRef.kind.toLowerCase()}/${parentRef.namespace ?? namespace}/${parentRef.name}${section}${port}`,
      accepted: Accepted?.holds === true,
      reason: Accepted?.reason ?? '',
      message: Accepted?.message ?? '',
      listeners: listeners.map(name => placeOfListener('', name).section),
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
): Omit<ExplainedRule, 'policies'> {
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
