import type { Collection, Graph } from '#graph';
import { bySeniority, type Hostname, type Naming, type ServiceKind } from '#model';
import { fails, holds } from '../../verdict.ts';
import type { NamingProblem } from './generator-reports.ts';
import { isNamedBy, type MadeName, madeName, type NamedService } from './made-name.ts';
import { byPrecedence, defaultRules, type NamingRule } from './naming-rule.ts';
import { tagNames } from './tag-names.ts';

/**
 * ClaimedName is a host name that something with virtual addresses claims. Where two claim one name, the order of `byClaim`
 * decides.
 */
export interface ClaimedName {
  readonly name: string;
  readonly mesh: string;
  /** See Hostname. */
  readonly of: string;
  /** How people call the claimant: `MeshService: web`. */
  readonly display: string;
  readonly created: string;
  /** What made it. VirtualOutbounds and tags are older ways of naming, and yield to rules. */
  readonly by: { readonly kind: 'rule'; readonly rule: NamingRule } | { readonly kind: 'outbound' | 'tag' };
}

/** Hostnames are the names in force, and what became of the rules. */
export interface Hostnames {
  /** By mesh and name. */
  readonly hostnames: Collection<Hostname>;
  /** What became of the rules that apply to a service, in the order of their names; by the service's ResourceKey. */
  readonly namings: Collection<readonly Naming[]>;
  /** The services that rules fail to name. */
  readonly problems: Collection<NamingProblem>;
}

/** Attempt is one rule applied to one service, with the result. */
interface Attempt {
  readonly rule: NamingRule;
  readonly service: NamedService;
  readonly made: MadeName;
}

/**
 * translateHostnames derives the names of services: those that rules make (`rules` are the written ones, by name), those of
 * the tag `kuma.io/service`, and `others`. A change to a service costs only the rules that apply to it; a change to a rule,
 * only its services.
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

/** The key of a name in force. */
function hostnameKey(mesh: string, name: string): string {
  return [mesh, name].join('/');
}

function claimOf({ mesh, kind, name, origin, created }: NamedService): Omit<ClaimedName, 'name' | 'by'> {
  return { mesh, of: origin, display: `${kind}: ${name}`, created };
}

const order = { rule: 0, outbound: 1, tag: 2 } as const;

/** byClaim puts first the claimant that gets a name that several want. */
function byClaim(a: ClaimedName, b: ClaimedName): number {
  const byWay = order[a.by.kind] - order[b.by.kind];
  const byRule = a.by.kind === 'rule' && b.by.kind === 'rule' ? byPrecedence(a.by.rule, b.by.rule) : 0;
  return byWay || byRule || bySeniority({ ...a, origin: a.of }, { ...b, origin: b.of });
}

function term(kind: ServiceKind, label: readonly string[] = []): string {
  return [kind, ...label].join('\n');
}
