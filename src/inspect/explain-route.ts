import { displayRef, localZone, parseResourceKey, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type ListenerName, type PolicyPlace, placeOfListener, type RouteStep, stepsAround } from '#model';
import {
  type AnyRoute,
  isDelegation,
  isRoute,
  pathInRoute,
  pathOfParent,
  type RouteBackendRef,
  rulePolicyKinds,
} from '#resources';
import { policiesThrough } from './explain-policy.ts';
import type {
  ExplainedParent,
  ExplainedPolicy,
  ExplainedRef,
  ExplainedRule,
  ExplanationPart,
} from './explanation.ts';
import { findResource } from './find-resource.ts';
import { type GroupMember, groupsIn } from './group-members.ts';
import type { Inspected } from './inspected.ts';
import { type LocatedFinding, placeOf } from './located-finding.ts';
import { type RuleWords, ruleWords } from './route-words.ts';
import { findBackend, showBackend } from './shown-backend.ts';
import { standingName } from './standing-name.ts';

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
    parents: explainParents(key, route, inspected),
    rules: words.map((said, index) => ({
      ...explainRule(key, route, said, index, findings, inspected),
      policies: policiesOfRule(key, route, index, ways, inspected),
    })),
  };
}

interface Way {
  readonly through: string;
  /** The listener's places, before them those of routes that delegate to this one, the most specific first. */
  readonly chain: readonly PolicyPlace[];
  /** Places of delegating rules whose policies override the route's own. */
  readonly before?: readonly PolicyPlace[];
}

/** The ways in which requests come to a route, by listener. A route without any still has its own policies. */
function waysTo(key: ResourceKey, { reports, resources }: Inspected): readonly Way[] {
  const outcome = reports.get(key)?.outcome;
  const parents = outcome?.kind === 'route' ? outcome.parents : [];
  const ways = parents.flatMap(({ gateway, listeners, through = [] }): readonly Way[] => {
    if (gateway === undefined) return [];
    const steps = through.map(step => ({ ...step, policies: policiesOfStep(step, resources) }));
    const { before, behind } = stepsAround({ through: steps });
    return listeners.map(name => {
      const way = wayThrough(gateway, name);
      const from = through.map(({ route }) => displayRef(parseResourceKey(route)));
      return {
        through: [way.through, ...from].join(' → '),
        chain: [...behind.flatMap(placesOfStep), ...way.chain],
        before: before.flatMap(placesOfStep),
      };
    });
  });
  return ways.length === 0 ? [{ through: '', chain: [] }] : ways;
}

function policiesOfStep({ route, rule }: RouteStep, resources: Inspected['resources']): ResourceKey[] {
  const written = findResource(resources, route);
  return written !== undefined && isRoute(written) ? policiesNamedBy(written, rule) : [];
}

/** placesOfStep returns the places of policies at a rule, the most specific first. */
export function placesOfStep({
  route,
  name,
  policies = [],
}: Pick<RouteStep, 'route' | 'name' | 'policies'>): readonly PolicyPlace[] {
  const object = parseResourceKey(route);
  const at = name === undefined ? { object } : { object, section: name };
  return [...policies.map(names => ({ ...at, names })), ...(name === undefined ? [] : [at]), { object }];
}

/** wayThrough returns the way through a listener of a gateway. */
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
  route: AnyRoute,
  index: number,
  ways: readonly Way[],
  inspected: Inspected,
): ExplainedPolicy[] {
  const name = route.spec.rules[index]?.name;
  const policies = policiesNamedBy(route, index);
  const own = placesOfStep({ route: key, policies, ...(name === undefined ? {} : { name }) });
  const chains = ways.map(({ through, chain, before = [] }) => ({
    through,
    chain: [...before, ...own, ...chain],
  }));
  return policiesThrough(chains, inspected);
}

/** The policies that a rule names among its filters. */
function policiesNamedBy({ ref: { namespace }, spec }: AnyRoute, index: number): ResourceKey[] {
  const rule = spec.rules[index];
  const filters = rule !== undefined && 'filters' in rule ? rule.filters : [];
  return filters.flatMap(filter => {
    if (filter.type !== 'ExtensionRef') return [];
    const { group, kind, name } = filter.extensionRef;
    const isPolicy = rulePolicyKinds.some(known => known.group === group && known.kind === kind);
    return isPolicy ? [resourceKey({ group, kind, zone: localZone, namespace, name })] : [];
  });
}

/** The groups of other backends that the referenced Backend consists of. */
function groupsOf(
  { group, kind, name, ...ref }: RouteBackendRef,
  from: string,
  inspected: Inspected,
): Pick<ExplainedRef, 'groups'> {
  const { namespace = from } = ref;
  const written = resourceKey({ group, kind, zone: localZone, namespace, name });
  const named = findResource(inspected.resources, standingName(written, inspected.resources));
  const groups = groupsIn(named);
  if (groups.length === 0) return {};
  const shown = ({ ref }: GroupMember) => findBackend(ref, namespace, 'tcp', inspected).target;
  return { groups: groups.map(members => members.map(shown)) };
}

/** The routes to which a rule delegates. */
function routesBelow(
  key: ResourceKey,
  index: number,
  refs: readonly RouteBackendRef[],
  { reports }: Inspected,
): readonly string[] {
  if (!refs.some(isDelegation)) return [];
  return [...reports.entries()].flatMap(([below, { outcome }]) => {
    const parents = outcome.kind === 'route' ? outcome.parents : [];
    const isBelow = parents.some(({ through }) => {
      const last = through?.at(-1);
      return last?.route === key && last.rule === index;
    });
    return isBelow ? [displayRef(parseResourceKey(below))] : [];
  });
}

function explainParents(key: ResourceKey, route: AnyRoute, { reports }: Inspected): ExplainedParent[] {
  const outcome = reports.get(key)?.outcome;
  if (outcome?.kind !== 'route') return [];
  const { namespace } = parseResourceKey(key);
  return outcome.parents.map(({ parentRef, verdicts, listeners }, index) => {
    const { Accepted } = verdicts;
    const section = parentRef.sectionName === undefined ? '' : `/${parentRef.sectionName}`;
    const port = parentRef.port === undefined ? '' : `:${parentRef.port}`;
    return {
      path: pathOfParent(route, index),
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
  const onward = routesBelow(key, index, backendRefs, inspected);
  return {
    ...(name === undefined ? {} : { name }),
    matches,
    filters,
    refs: backendRefs.map((ref, i): ExplainedRef => {
      const path = pathInRoute(route, index, `backendRefs[${i}]`);
      const own = findings.filter(f => f.path === path || f.path.startsWith(`${path}.`));
      const transport = route.id === 'gateway-api/UDPRoute' ? 'udp' : 'tcp';
      const { target, backend } = findBackend(ref, route.ref.namespace, transport, inspected);
      const usable = backend !== undefined && !own.some(f => f.severity === 'error');
      return {
        path,
        ...placeOf(key, path, inspected.locate),
        target,
        weight: ref.weight,
        ...(usable ? { backend: showBackend(backend) } : {}),
        ...groupsOf(ref, route.ref.namespace, inspected),
        ...(onward.length === 0 || own.some(f => f.severity === 'error') ? {} : { routes: onward }),
        findings: own,
      };
    }),
  };
}
