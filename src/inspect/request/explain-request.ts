import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import {
  type Listener,
  type PolicyPlace,
  type ProxyId,
  placeOfListener,
  type RoutedMatch,
  stepsAround,
} from '#model';
import { isRoute, pathInRoute } from '#resources';
import { candidatesOf, type Walk, type WalkView, walkConnection, walkDatagram, walkRequest } from '#walk';
import { policiesAlong } from '../explain-policy.ts';
import { placesOfStep, wayThrough } from '../explain-route.ts';
import { findResource } from '../find-resource.ts';
import type { Inspected } from '../inspected.ts';
import { locateFinding, placeOf } from '../located-finding.ts';
import type { WalkedGateways } from '../walked-gateways.ts';
import { type AskedRequest, type ReadRequest, readRequest, type Unreadable } from './asked-request.ts';
import { explainFilter } from './explain-filter.ts';
import { explainShares } from './explain-shares.ts';
import { handlingOf } from './handling.ts';
import { matchWords, passingWords } from './match-words.ts';
import { outcomeWords } from './outcome-words.ts';
import type { ExplainedMatch, ExplainedWalk, RequestExplanation } from './request-explanation.ts';

/** The most rules shown that did not take the request, the nearest first. */
const mostOthers = 5;

/** explainRequest says what happens to a request at each gateway that listens where it is sent, or why that cannot be told. */
export function explainRequest(
  asked: AskedRequest,
  inspected: Inspected,
  gateways: Pick<WalkedGateways, 'all'>,
): RequestExplanation | Unreadable {
  const read = readRequest(asked);
  if ('problem' in read) return read;
  const views = viewsFor(asked, read, [...gateways.all().values()]);
  if ('problem' in views) return views;
  return {
    request: read.kind === 'request' ? `${asked.method} ${asked.url}` : asked.url,
    walks: views.map(view => explainWalk(view, walkOf(view, read), read, inspected)),
  };
}

function walkOf(view: WalkView, read: ReadRequest): Walk {
  switch (read.kind) {
    case 'request':
      return walkRequest(view, read.request);
    case 'connection':
      return walkConnection(view, read.connection);
    case 'datagram':
      return walkDatagram(view, read.port);
  }
}

/** The named gateway, or all that listen on the port. */
function viewsFor(
  { gateway: named }: AskedRequest,
  read: ReadRequest,
  all: readonly WalkView[],
): readonly WalkView[] | Unreadable {
  if (all.length === 0) return { problem: 'no Gateway is served' };
  if (named !== undefined) {
    const id = named.includes('/') ? named : `default/${named}`;
    const found =
      all.find(({ gateway }) => gateway.id === id || gateway.id === named) ??
      all.find(view => isOf(view, id));
    const known = all.map(({ gateway }) => gateway.id).join(', ');
    return found === undefined ? { problem: `no Gateway ${id} is served; there are ${known}` } : [found];
  }
  const port = portOf(read);
  const transport = read.kind === 'datagram' ? 'udp' : 'tcp';
  const listening = all.filter(({ gateway: { listeners } }) =>
    listeners.some(l => l.port === port && transportOf(l) === transport),
  );
  if (listening.length > 0) return listening;
  const ports = all.map(({ gateway: { id, listeners } }) => {
    const own = new Set(listeners.map(l => `${l.port}${l.kind === 'udp' ? '/udp' : ''}`));
    return `${id} on ${own.size === 0 ? 'no port' : [...own].join(', ')}`;
  });
  const unit = transport === 'udp' ? 'port of UDP' : 'port';
  return {
    problem: `no Gateway listens on ${unit} ${port}: ${ports.join('; ')}. Write the port into the URL`,
  };
}

/** Whether a Gateway is one of several that share this proxy. */
function isOf({ gateway }: WalkView, id: string): boolean {
  return gateway.listeners.some(l => {
    if (l.gateway === undefined) return false;
    const { namespace, name } = parseResourceKey(l.gateway);
    return `${namespace}/${name}` === id;
  });
}

function portOf(read: ReadRequest): number {
  switch (read.kind) {
    case 'request':
      return read.request.port;
    case 'connection':
      return read.connection.port;
    case 'datagram':
      return read.port;
  }
}

function transportOf({ kind }: Listener): 'tcp' | 'udp' {
  return kind === 'udp' ? 'udp' : 'tcp';
}

function explainWalk(view: WalkView, walk: Walk, read: ReadRequest, inspected: Inspected): ExplainedWalk {
  const { gateway } = view;
  const { listener, domain, request, entry, filters, assumptions } = walk;
  const owner = listener?.gateway ?? gateway.origin;
  const way = listener === undefined ? [] : wayThrough(owner, listener.name).chain;
  const chain = entry === undefined ? way : [...placesOf(entry), ...way];
  const others = candidatesOf(view, walk, mostOthers);
  const isChanged = read.kind === 'request' && request !== undefined && request.path !== read.request.path;
  return {
    gateway: displayRef(parseResourceKey(owner)),
    ...(listener === undefined ? {} : { listener: listenerWords(owner, listener) }),
    ...(domain === undefined ? {} : { domain }),
    ...(isChanged ? { path: request.path } : {}),
    ...takenBy(walk, chain, inspected),
    filters: filters.map(step => explainFilter(step, entry, chain, inspected)),
    handling: walk.outcome.kind === 'forwarded' && entry !== undefined ? handlingOf(entry.rule) : [],
    backends: explainShares(walk.outcome, inspected),
    outcome: outcomeWords(walk),
    assumptions,
    patchedBy: patchesOf(gateway.id, inspected),
    findings: findingsOf(walk, inspected),
    others: {
      total: others.total,
      nearest: others.nearest.map(({ entry, domain, because }) => ({
        ...explainMatch(entry, inspected),
        domain,
        because,
        why: passingWords(because, entry.match, domain),
      })),
    },
  };
}

function patchesOf(proxy: ProxyId, { patches }: Inspected): readonly string[] {
  const own = [...patches.entries()].flatMap(([, patch]) => (patch.proxy === proxy ? [patch.origin] : []));
  return [...new Set(own)].map(origin => displayRef(parseResourceKey(origin)));
}

function takenBy(
  { entry, outcome }: Walk,
  chain: readonly PolicyPlace[],
  inspected: Inspected,
): Pick<ExplainedWalk, 'taken'> {
  if (entry !== undefined) {
    return { taken: { ...explainMatch(entry, inspected), policies: policiesAlong(chain, inspected) } };
  }
  if (outcome.kind !== 'passed-on') return {};
  const { origin, rule } = outcome.route;
  const object = parseResourceKey(origin);
  const own = [...(rule === undefined ? [] : [{ object, section: rule }]), { object }];
  return {
    taken: {
      ...ruleAt(origin, 0, inspected),
      ...(rule === undefined ? {} : { name: rule }),
      match: outcome.route.kind === 'udp' ? 'every datagram' : 'every connection',
      policies: policiesAlong([...own, ...chain], inspected),
    },
  };
}

/** Delegating rules whose policies override the rule's own come first, the others last. */
function placesOf({ route, rule }: RoutedMatch): readonly PolicyPlace[] {
  const { before, behind } = stepsAround(route);
  return [
    ...before.flatMap(placesOfStep),
    ...placesOfStep({ ...rule, route: route.origin }),
    ...behind.flatMap(placesOfStep),
  ];
}

function explainMatch({ route, rule, ruleIndex, match }: RoutedMatch, inspected: Inspected): ExplainedMatch {
  const { through = [] } = route;
  const named = (name: string | undefined) => (name === undefined ? {} : { name });
  return {
    ...ruleAt(route.origin, ruleIndex, inspected),
    ...named(rule.name),
    match: matchWords(match),
    ...(through.length === 0
      ? {}
      : {
          through: through.map(step => ({
            ...ruleAt(step.route, step.rule, inspected),
            ...named(step.name),
          })),
        }),
  };
}

function ruleAt(origin: ResourceKey, index: number, inspected: Inspected) {
  const path = pathOfRule(origin, index, inspected);
  return { route: displayRef(parseResourceKey(origin)), path, ...placeOf(origin, path, inspected.locate) };
}

function pathOfRule(origin: ResourceKey, index: number, { resources }: Inspected): string {
  const route = findResource(resources, origin);
  return route !== undefined && isRoute(route) ? pathInRoute(route, index, '') : `spec.rules[${index}]`;
}

function listenerWords(gateway: ResourceKey, listener: Listener): NonNullable<ExplainedWalk['listener']> {
  const { object, section } = placeOfListener(gateway, listener.name);
  const hostname = 'hostname' in listener ? listener.hostname : undefined;
  const isSecure = listener.kind === 'http' && listener.tls !== undefined;
  return {
    listener: `${displayRef(parseResourceKey(object))}/${section}`,
    port: listener.port,
    protocol: isSecure ? 'HTTPS' : listener.kind.toUpperCase(),
    hostname: hostname ?? '*',
  };
}

/**
 * The findings about the rule that took the request; where that rule fails without findings of its own, those of policies that
 * withhold it.
 */
function findingsOf({ entry }: Walk, inspected: Inspected): ExplainedWalk['findings'] {
  if (entry === undefined) return [];
  const { origin } = entry.route;
  const path = pathOfRule(origin, entry.ruleIndex, inspected);
  const own = (inspected.findings.get(origin) ?? []).filter(
    f => f.path === path || f.path.startsWith(`${path}.`),
  );
  const located = own.map(finding => locateFinding(origin, finding, inspected.locate));
  if (entry.rule.action.kind !== 'respond' || own.length > 0) return located;
  // Then a policy asks for something that cannot be had.
  const chain = placesOf(entry);
  return inspected.policies
    .ruling(chain)
    .filter(({ says }) => says.includes('withheld'))
    .flatMap(({ policy }) =>
      (inspected.findings.get(policy) ?? []).map(finding => locateFinding(policy, finding, inspected.locate)),
    );
}
