import type { Collection, Graph } from '#graph';
import { compareTexts } from '#lib/compare-texts.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { type ServiceProtocol, type Sidecar, sortedLabels } from '#model';
import {
  type MadeOutbound,
  madeOutbound,
  type OutboundRule,
  type Rank,
  rankOf,
  type Tags,
} from './outbound-rule.ts';

/**
 * VirtualHost is a name that VirtualOutbounds made. It has virtual addresses of its own, and something to call at each port.
 */
export interface VirtualHost {
  readonly mesh: string;
  readonly host: string;
  /** In ascending order. */
  readonly ports: readonly VirtualPort[];
}

/** VirtualPort is what is called at one port: all inbounds that have these tags. */
export interface VirtualPort {
  readonly port: number;
  readonly tags: Tags;
  readonly protocol: ServiceProtocol;
  /** The VirtualOutbound that made it. */
  readonly origin: ResourceKey;
}

/** OutboundProblem says why a VirtualOutbound makes nothing for some inbounds. */
export interface OutboundProblem {
  readonly outbound: ResourceKey;
  readonly reason: 'TemplateError' | 'Collision';
  readonly message: string;
}

/** VirtualHosts are the names that VirtualOutbounds make. */
export interface VirtualHosts {
  /** By `virtualHostKey`. */
  readonly hosts: Collection<VirtualHost>;
  readonly problems: Collection<OutboundProblem>;
}

/** virtualHostKey is the key under which a name asks for virtual addresses. */
export function virtualHostKey(mesh: string, host: string): string {
  return ['virtual-outbound', mesh, host].join('/');
}

/** The part of a sidecar that matters here. */
type TaggedSidecar = Pick<Sidecar, 'mesh' | 'inbounds'>;

/** TaggedInbounds are inbounds of the same mesh, tags and protocol: nothing else tells them apart here. */
interface TaggedInbounds {
  readonly mesh: string;
  readonly tags: Tags;
  readonly protocol: ServiceProtocol;
}

interface Attempt extends TaggedInbounds {
  readonly rule: OutboundRule;
  readonly rank: Rank;
  readonly made: MadeOutbound | { readonly problem: string };
}

type Success = Attempt & { readonly made: MadeOutbound };

/** translateVirtualHosts derives the names that VirtualOutbounds make: once for all inbounds of equal tags. */
export function translateVirtualHosts(
  graph: Graph,
  rules: Collection<OutboundRule>,
  sidecars: Collection<TaggedSidecar>,
): VirtualHosts {
  const tagged = graph.derive<TaggedSidecar, TaggedInbounds>(
    'translate/tagged-alike',
    sidecars,
    ({ mesh, inbounds }) =>
      inbounds.map(({ tags, protocol }) => [
        JSON.stringify([mesh, protocol, sortedLabels(tags)]),
        { mesh, tags, protocol },
      ]),
  );
  const attempts = graph.pair<OutboundRule, TaggedInbounds, Attempt>(
    'translate/virtual-outbounds',
    rules,
    tagged,
    {
      leftTerms: ({ mesh, selectors }) =>
        selectors.flatMap(tags => Object.keys(tags).slice(0, 1)).map(key => term(mesh, key)),
      rightTerms: ({ mesh, tags }) => Object.keys(tags).map(key => term(mesh, key)),
      make: (rule, inbounds) => {
        const rank = rankOf(rule, inbounds.tags);
        return rank && { ...inbounds, rule, rank, made: madeOutbound(rule, inbounds.tags) };
      },
    },
  );
  const byHost = graph.index('translate/virtual-outbounds-by-host', attempts, ({ mesh, made }) =>
    'problem' in made ? [] : [virtualHostKey(mesh, made.host)],
  );
  const hosts = graph.group<Attempt, VirtualHost>('translate/virtual-hosts', byHost, (_, attempts) => {
    const [first, ...others] = attempts.filter(isSuccess);
    return first && hostOf(first, others);
  });
  return {
    hosts,
    problems: graph.map<Attempt, OutboundProblem>(
      'translate/problems-of-virtual-outbounds',
      attempts,
      ({ mesh, rule, tags, made }, _key, track) => {
        if ('problem' in made) {
          const message = `${made.problem} for inbounds with ${display(tags)}`;
          return { outbound: rule.origin, reason: 'TemplateError', message };
        }
        const winner = track
          .fetch(hosts, virtualHostKey(mesh, made.host))
          ?.ports.find(({ port }) => port === made.port);
        if (winner === undefined || sameTags(winner.tags, made.tags)) return undefined;
        const message = `can't add ${made.host}:${made.port} for inbounds with ${display(tags)}: it leads to those with ${display(winner.tags)}`;
        return { outbound: rule.origin, reason: 'Collision', message };
      },
    ),
  };
}

function hostOf(first: Success, others: readonly Success[]): VirtualHost {
  const all = [first, ...others].sort(byClaim);
  const ports = new Map<number, VirtualPort>();
  for (const { made, rule, protocol } of all) {
    const { port, tags } = made;
    const there = ports.get(port);
    if (there === undefined) ports.set(port, { port, tags, protocol, origin: rule.origin });
    // Inbounds that disagree on the protocol are only proxied as connections.
    else if (sameTags(there.tags, tags) && there.protocol !== protocol)
      ports.set(port, { ...there, protocol: 'tcp' });
  }
  return {
    mesh: first.mesh,
    host: first.made.host,
    ports: [...ports.values()].sort((a, b) => a.port - b.port),
  };
}

/**
 * byClaim orders by how closely a rule matches the inbounds, then the newer rule, as in Kuma; then by name, so that the order
 * is total.
 */
function byClaim(a: Success, b: Success): number {
  return (
    b.rank.tags - a.rank.tags ||
    b.rank.exact - a.rank.exact ||
    (a.rule.created === '' || b.rule.created === '' ? 0 : compareTexts(b.rule.created, a.rule.created)) ||
    compareTexts(a.rule.name, b.rule.name) ||
    compareTexts(display(a.made.tags), display(b.made.tags))
  );
}

function isSuccess(attempt: Attempt): attempt is Success {
  return !('problem' in attempt.made);
}

function sameTags(a: Tags, b: Tags): boolean {
  return display(a) === display(b);
}

function display(tags: Tags): string {
  return sortedLabels(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

function term(mesh: string, key: string): string {
  return [mesh, key].join('\n');
}
