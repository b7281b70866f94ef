import type { Collection, Graph, Index, Tracker } from '#graph';
import {
  displayRef,
  parseResourceKey,
  type ResourceKey,
  type ResourceRef,
  resourceKey,
} from '#lib/resource-ref.ts';
import {
  type BackendKey,
  type Gateway,
  type Listener,
  type ListenerName,
  type ProxyId,
  placeFactsAsked,
  placeOfListener,
  type Route,
  untoldPlaceFact,
  type Verdict,
  wholePolicy,
} from '#model';
import { fieldsTelling } from '../envoy-proxies/place-databases.ts';
import type { AttachPoint } from '../gateways/attach-point.ts';
import { routeKinds } from '../routes/index.ts';
import type { ParentState } from '../routes/parents.ts';
import { fails } from '../verdict.ts';
import type { GovernedBackend } from './governed-backend.ts';
import { type PointKey, parsePoint, pointKey, pointKindOf } from './point.ts';
import type { PointPolicies, PolicyInForce } from './policies-in-force.ts';
import type { PolicyAttachment } from './policy-attachments.ts';
import type { PolicyState } from './policy-state.ts';

/** PolicyOutcome is what became of a policy at one point that it is about. */
export interface PolicyOutcome {
  readonly policy: ResourceKey;
  readonly point: PointKey;
  /** The gateways through which its target is served; where there are none, the target itself. */
  readonly ancestors: readonly ResourceKey[];
  /** The ancestors as its status names them: by listener too, where one is named. */
  readonly told: readonly PointKey[];
  /** Why it is not in force there. */
  readonly problem?: Verdict;
  /** The target has no requests: connections are passed on. */
  readonly isWithoutRequests?: true;
  /** The target stands for other backends. */
  readonly isOfGroups?: true;
}

/** PolicySurroundings is where a policy's targets are looked up. */
export interface PolicySurroundings {
  readonly states: Collection<PolicyState>;
  readonly inForce: Collection<PointPolicies>;
  /** `gateways` are by Gateway; `edges`, by proxy. */
  readonly gateways: Collection<Gateway>;
  readonly edges: Collection<Gateway>;
  readonly attachPoints: Collection<AttachPoint>;
  readonly routes: Collection<Route>;
  /** What became of each route's parentRefs. */
  readonly parents: Collection<readonly ParentState[]>;
  readonly governed: Collection<GovernedBackend>;
  /** The proxies that use a backend, by BackendKey. */
  readonly reached: Index<{ readonly proxy: ProxyId }>;
  /** Whether there is an object that can be a backend. */
  readonly isBackend: (track: Tracker, object: ResourceKey) => boolean;
}

/** Ancestor is a gateway on the way to a target, and its listener where that is named. */
interface Ancestor {
  readonly gateway: ResourceKey;
  readonly listener?: string | undefined;
}

/** policyOutcomes derives what became of every policy at every point that it is about. */
export function policyOutcomes(
  graph: Graph,
  attachments: Collection<PolicyAttachment>,
  around: PolicySurroundings,
): Collection<PolicyOutcome> {
  const byProxy = graph.index<Gateway>('translate/gateways-by-proxy', around.gateways, ({ id }) => [id]);
  const edges = graph.index<Gateway>('translate/edges-by-proxy', around.edges, ({ id }) => [id]);
  const byObject = graph.index<GovernedBackend>(
    'translate/governed-by-object',
    around.governed,
    ({ origin, alsoAs }) => [origin, ...alsoAs],
  );
  // Names alone: an edit of what a policy in force says must not re-run the outcomes of others.
  const holding = graph.view<PointPolicies, readonly HoldingPolicy[]>(
    'translate/names-of-policies-in-force',
    around.inForce,
    ({ policies }) => policies.map(({ id, policy }) => ({ id, policy })),
  );
  return graph.map<PolicyAttachment, PolicyOutcome>(
    'translate/policy-outcomes',
    attachments,
    ({ policy, point }, _, track) => {
      const { object, section } = parsePoint(point);
      const key = resourceKey(object);
      const found = lookUp(key, section, track);
      if (found === undefined) {
        const what = section === undefined ? displayRef(object) : `${section} of ${displayRef(object)}`;
        return {
          policy,
          point,
          ancestors: [key],
          told: [key],
          problem: fails('TargetNotFound', `${what} was not found`),
        };
      }
      const isOfGroups = track.fetchAll(byObject, key).some(one => one.isOfGroups === true);
      const problem =
        conflictOf(policy, point, { ...around, holding }, track) ??
        outspoken(policy, point, around, edges, track) ??
        unplaced(policy, found, around, track) ??
        (isOfGroups ? beyondGroups(policy, object, around, track) : undefined);
      const isToldByListener = track.fetch(around.states, policy)?.id.startsWith('envoy-gateway/') === true;
      const ancestors = listOf(found.map(({ gateway }) => gateway));
      const told = isToldByListener
        ? listOf(found.map(({ gateway, listener }) => pointKey(gateway, listener)))
        : ancestors;
      return {
        policy,
        point,
        ancestors: ancestors.length === 0 ? [key] : ancestors,
        told: told.length === 0 ? [key] : told,
        ...(problem === undefined ? {} : { problem }),
        ...(carriesRequests(key, section, track) ? {} : { isWithoutRequests: true }),
        ...(isOfGroups ? { isOfGroups: true } : {}),
      };
    },
  );

  /** The gateways that lead to a target; undefined where there is no such target. */
  function lookUp(key: ResourceKey, section: string | undefined, track: Tracker): Ancestor[] | undefined {
    const { group, kind } = parseResourceKey(key);
    switch (pointKindOf(group, kind)) {
      case undefined:
        return undefined;
      case 'gateway': {
        const point = track.fetch(around.attachPoints, key);
        const isThere = section === undefined || point?.listeners.some(l => l.section === section);
        if (point === undefined || !isThere) return undefined;
        const isOfGateway = point.gateway === key;
        return [{ gateway: point.gateway, listener: isOfGateway ? section : undefined }];
      }
      case 'route': {
        const parents = track.fetch(around.parents, key);
        if (parents === undefined || !hasRule(track.fetch(around.routes, key), section)) return undefined;
        return parents.flatMap(({ accepted, gateway, parentRef }) =>
          accepted.holds && gateway !== undefined
            ? [{ gateway, listener: parentRef.kind === 'Gateway' ? parentRef.sectionName : undefined }]
            : [],
        );
      }
      case 'backend': {
        if (!around.isBackend(track, key)) return undefined;
        const meant = track
          .fetchAll(byObject, key)
          .filter(b => section === undefined || b.sections.includes(section));
        if (section !== undefined && meant.length === 0) return undefined;
        return meant.flatMap(({ backend }) => gatewaysTo(backend, track)).map(gateway => ({ gateway }));
      }
    }
  }

  function carriesRequests(key: ResourceKey, section: string | undefined, track: Tracker): boolean {
    const { group, kind } = parseResourceKey(key);
    switch (pointKindOf(group, kind)) {
      case 'route':
        return !routeKinds.some(k => k.group === group && k.kind === kind && k.shape !== 'http');
      case 'gateway': {
        if (section === undefined) return true;
        const { listeners = [] } = track.fetch(around.attachPoints, key) ?? {};
        const inForce = listeners.find(l => l.section === section)?.inForce;
        return inForce === undefined || inForce.kind === 'http';
      }
      case 'backend':
      case undefined:
        return true;
    }
  }

  function gatewaysTo(backend: BackendKey, track: Tracker): ResourceKey[] {
    const proxies = new Set(track.fetchAll(around.reached, backend).map(({ proxy }) => proxy));
    return [...proxies].flatMap(proxy => track.fetchAll(byProxy, proxy).map(({ origin }) => origin));
  }
}

function listOf(keys: readonly string[]): string[] {
  return [...new Set(keys)].sort();
}

/** A Backend that stands for others has no connections of its own, which TLS settings could be about. */
function beyondGroups(
  policy: ResourceKey,
  object: ResourceRef,
  { states }: PolicySurroundings,
  track: Tracker,
): Verdict | undefined {
  if (track.fetch(states, policy)?.meaning.tls === undefined) return undefined;
  return fails('Invalid', `${displayRef(object)} stands for others: write it for those in its groups`);
}

function hasRule(route: Route | undefined, section: string | undefined): boolean {
  if (section === undefined) return true;
  switch (route?.kind) {
    case undefined:
      return false;
    case 'http':
      return route.rules.some(({ name }) => name === section);
    case 'tcp':
    case 'udp':
      return route.rule === section;
  }
}

/** A policy in force at a point, by its name. */
type HoldingPolicy = Pick<PolicyInForce, 'id' | 'policy'>;

/** A policy is not in force where another of its kind is in force at the very same point. */
function conflictOf(
  policy: ResourceKey,
  point: PointKey,
  { states, holding }: PolicySurroundings & { readonly holding: Collection<readonly HoldingPolicy[]> },
  track: Tracker,
): Verdict | undefined {
  const id = track.fetch(states, policy)?.id;
  const winners = track.fetch(holding, point)?.filter(p => p.id === id) ?? [];
  const [winner] = winners.map(won => won.policy);
  if (winner === undefined || winners.some(won => wholePolicy(won.policy) === policy)) return undefined;
  const message = `${displayRef(parseResourceKey(winner))} is about the same and goes before it: of several the oldest holds, then the first by name`;
  return fails('Conflicted', message);
}

/** Where a policy's rules ask for the location of clients, the gateway must have a database that tells it. */
function unplaced(
  policy: ResourceKey,
  found: readonly Ancestor[],
  { states, gateways }: PolicySurroundings,
  track: Tracker,
): Verdict | undefined {
  const { authorization } = track.fetch(states, policy)?.meaning.route ?? {};
  if (placeFactsAsked(authorization).size === 0) return undefined;
  const [first] = found.flatMap(({ gateway }) => {
    const fact = untoldPlaceFact(authorization, track.fetch(gateways, gateway)?.places?.databases);
    return fact === undefined ? [] : [{ gateway: displayRef(parseResourceKey(gateway)), fact }];
  });
  if (first === undefined) return undefined;
  const message = `its rules ask for the ${first.fact} of clients (clientIPGeoLocations), which no database of ${first.gateway} tells: name one in ${fieldsTelling(first.fact)} of its EnvoyProxy; until then requests get 500 there`;
  return fails('Invalid', message);
}

/** The plain HTTP listeners of a port are one listener to clients: settings of the first hold for all of them. */
function outspoken(
  policy: ResourceKey,
  point: PointKey,
  { states, attachPoints, gateways }: PolicySurroundings,
  edges: Index<Gateway>,
  track: Tracker,
): Verdict | undefined {
  if (track.fetch(states, policy)?.meaning.listener === undefined) return undefined;
  const { object, section } = parsePoint(point);
  const at = track.fetch(attachPoints, resourceKey(object));
  const proxy = at && track.fetch(gateways, at.gateway)?.id;
  const [edge] = proxy === undefined ? [] : track.fetchAll(edges, proxy);
  if (at === undefined || edge === undefined) return undefined;
  const { origin, listeners } = edge;
  const isAlone = origin === at.gateway;
  if (isAlone && section === undefined && at.gateway === resourceKey(object)) return undefined;
  const meant = at.listeners.flatMap(l =>
    section === undefined || l.section === section ? (l.inForce ?? []) : [],
  );
  const [deaf, ...others] = meant.map(own => {
    const first = listeners.find(l => isPlain(l) && l.port === own.port);
    return isPlain(own) && first !== undefined && first.name !== own.name ? { own, first } : undefined;
  });
  if (deaf === undefined || others.some(other => other === undefined)) return undefined;
  const named = (name: ListenerName) => {
    const place = placeOfListener(at.gateway, name);
    const isBeside = place.object === resourceKey(object);
    return isBeside ? place.section : `${place.section} of ${displayRef(parseResourceKey(place.object))}`;
  };
  const first = named(deaf.first.name);
  const message = `${named(deaf.own.name)} shares port ${deaf.own.port} with ${first}, and clients meet one listener there: write it for ${first}`;
  return fails('Conflicted', message);
}

function isPlain(listener: Listener): boolean {
  return listener.kind === 'http' && listener.tls === undefined;
}
