import type { Collection, Graph } from '#graph';
import { bySeniority, type Hostname, type Naming, type ServiceKind } from '#model';
import { fails, holds } from '../../verdict.ts';
import type { NamingProblem } from './generator-reports.ts';
import { isNamedBy, type MadeName, madeName, type NamedService } from './made-name.ts';
import { byPrecedence, defaultRules, type NamingRule } from './naming-rule.ts';
import { tagNames } from './tag-names.ts';

/** ClaimedName is a name that somebody wants for what has virtual addresses. Where two want one, the order of `byClaim` decides. */
export interface ClaimedName {
  readonly name: string;
  readonly mesh: string;
  /** See Hostname. */
  readonly of: string;
  /** How people call what it is for: `MeshService: web`. */
  readonly display: string;
  readonly created: string;
  /** The rule that made it. A VirtualOutbound's and that of a tag are older ways, and stand behind. */
  readonly by: { readonly kind: 'rule'; readonly rule: NamingRule } | { readonly kind: 'outbound' | 'tag' };
}

/** Hostnames is which names there are, and what became of the rules. */
export interface Hostnames {
  /** By mesh and name. */
  readonly hostnames: Collection<Hostname>;
  /** What became of the rules that are about a service, by its ResourceKey, in the order of their names. */
  readonly namings: Collection<readonly Naming[]>;
  /** Services that rules give no name. */
  readonly problems: Collection<NamingProblem>;
}

/** Attempt is that a rule is about a service, and what it makes of it. */
interface Attempt {
  readonly rule: NamingRule;
  readonly service: NamedService;
  readonly made: MadeName;
}

/**
 * translateHostnames derives the names that services go by: those that rules make (`rules` are those written, by their names),
 * those of the tag `kuma.io/service`, and `others`. A service that comes, goes or changes costs the rules that are about it; a rule the services that it is about.
 */
export function translateHostnames(
  graph: Graph,
  rules: Collection<NamingRule>,
  services: Collection<NamedService>,
  others: Collection<ClaimedName>,
): Hostnames {
  const byRules = graph.pair<NamingRule, NamedService, Attempt>('translate/namings', rules, services, {
    leftTerms: ({ of, labels }) => [term(of, Object.entries(labels)[0])],
    rightTerms: ({ kind, labels }) => [term(kind), ...Object.entries(labels).map(label => term(kind, label))],
    make: (rule, service) =>
      isNamedBy(rule, service) ? { rule, service, made: madeName(rule, service) } : undefined,
  });
  const byDefault = graph.map<NamedService, Attempt>(
    'translate/default-namings',
    services,
    (service, _key, track) => {
      const rule = service.kind === 'ServiceTag' ? undefined : defaultRules[service.kind];
      if (rule === undefined || track.fetch(rules, rule.name) !== undefined) return undefined;
      return isNamedBy(rule, service) ? { rule, service, made: madeName(rule, service) } : undefined;
    },
  );
  const attempts = graph.join('translate/all-namings', [byRules, byDefault]);
  const made = graph.map<Attempt, ClaimedName>('translate/made-names', attempts, ({ rule, service, made }) =>
    'hostname' in made ? { ...claimOf(service), name: made.hostname, by: { kind: 'rule', rule } } : undefined,
  );
  const ofTags = graph.derive<NamedService, ClaimedName>('translate/names-of-tags', services, service =>
    tagNames(service).map(name => {
      return [[name, service.origin].join('\n'), { ...claimOf(service), name, by: { kind: 'tag' } }];
    }),
  );
  const claims = graph.join<ClaimedName>('translate/claimed-names', [made, ofTags, others]);
  const byName = graph.index('translate/names', claims, ({ mesh, name }) => [hostnameKey(mesh, name)]);
  const inForce = graph.group<ClaimedName, ClaimedName>(
    'translate/names-in-force',
    byName,
    (_key, claims) => [...claims].sort(byClaim)[0],
  );
  const byService = graph.index('translate/namings-by-service', attempts, ({ service }) => [service.origin]);
  return {
    problems: graph.map<Attempt, NamingProblem>(
      'translate/naming-problems',
      attempts,
      ({ rule, service, made }) =>
        'problem' in made
          ? { generator: rule.name, service: claimOf(service).display, message: made.problem }
          : undefined,
    ),
    hostnames: graph.map<ClaimedName, Hostname>('translate/hostnames', inForce, ({ name, mesh, of }) => {
      return { name, mesh, of };
    }),
    namings: graph.group<Attempt, readonly Naming[]>(
      'translate/namings-of-services',
      byService,
      (_, own, track) =>
        [...own]
          .sort((a, b) => (a.rule.name < b.rule.name ? -1 : 1))
          .map(({ rule, service, made }) => {
            if ('problem' in made)
              return { generator: rule.name, generated: fails('TemplateError', made.problem) };
            const { hostname } = made;
            const winner = track.fetch(inForce, hostnameKey(service.mesh, hostname));
            if (winner === undefined || winner.of === service.origin) {
              return { generator: rule.name, hostname, generated: holds('Generated', '') };
            }
            const message = `Hostname collision with ${winner.display}: ${hostname} leads there`;
            return { generator: rule.name, generated: fails('Collision', message) };
          }),
    ),
  };
}

/** Where a name is found. */
function hostnameKey(mesh: string, name: string): string {
  return [mesh, name].join('/');
}

function claimOf({ mesh, kind, name, origin, created }: NamedService): Omit<ClaimedName, 'name' | 'by'> {
  return { mesh, of: origin, display: `${kind}: ${name}`, created };
}

const order = { rule: 0, outbound: 1, tag: 2 } as const;

/** byClaim puts first who has a name that several want. */
function byClaim(a: ClaimedName, b: ClaimedName): number {
  const byWay = order[a.by.kind] - order[b.by.kind];
  const byRule = a.by.kind === 'rule' && b.by.kind === 'rule' ? byPrecedence(a.by.rule, b.by.rule) : 0;
  return byWay || byRule || bySeniority({ ...a, origin: a.of }, { ...b, origin: b.of });
}

function term(kind: ServiceKind, label: readonly string[] = []): string {
  return [kind, ...label].join('\n');
}
