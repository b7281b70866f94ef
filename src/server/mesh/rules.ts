import type { Introspection, ShownItem } from '#inspect';
import { compareTexts } from '#lib/compare-texts.ts';
import { groupBy } from '#lib/group-by.ts';
import type { BackendKey, CalledPort, Inbound, Sidecar } from '#model';
import { byKind, confsOf, indexOf, metaOf, policiesOf } from './rule.ts';

/** rulesOf is what all policies say of a sidecar, by kind, in Kuma's form (`_rules`). */
export function rulesOf(sidecar: Sidecar, introspection: Introspection): object {
  const items = introspection.mesh.itemsFor(sidecar);
  return {
    resource: metaOf(sidecar.origin, introspection),
    httpMatches: [],
    rules: byKind(items).map(([kind, own]) => rulesOfKind(kind, own, sidecar, introspection)),
  };
}

function rulesOfKind(
  type: string,
  items: readonly ShownItem[],
  sidecar: Sidecar,
  introspection: Introspection,
): object {
  const ofProxy = items.filter(({ about }) => about.kind === 'proxy');
  const outbound = outboundRules(items, introspection);
  const warnings = policiesOf(items).flatMap(policy =>
    introspection.findingsOf(policy).map(({ path, message }) => `${path}: ${message}`),
  );
  return {
    type,
    ...(ofProxy.length === 0
      ? {}
      : { proxyRule: { conf: confsOf(type, ofProxy)[0] ?? {}, origin: metas(ofProxy, introspection) } }),
    toRules: outbound
      .filter(({ port }) => port === undefined || port.kind === 'ServiceTag')
      .map(({ port, of }) => ({
        matchers: port === undefined ? [] : [matcher('kuma.io/service', port.name)],
        conf: confsOf(type, of)[0] ?? {},
        origin: metas(of, introspection),
      })),
    toResourceRules: outbound
      .filter(({ port }) => port?.kind !== 'ServiceTag')
      .map(({ port, section, of }) => ({
        resourceMeta:
          port === undefined
            ? { type: 'Mesh', mesh: sidecar.mesh, name: sidecar.mesh, labels: {} }
            : metaOf(port.origin, introspection),
        ...(section === undefined ? {} : { resourceSectionName: section }),
        conf: confsOf(type, of),
        origin: origins(of, introspection),
      })),
    fromRules: sidecar.inbounds.flatMap(inbound => fromRule(type, items, inbound, introspection)),
    inboundRules: sidecar.inbounds.flatMap(inbound => inboundRule(type, items, inbound, introspection)),
    warnings,
  };
}

interface OutboundRule {
  /** Absent: all that is called. */
  readonly port?: CalledPort;
  /** One port of the service alone. */
  readonly section?: string;
  /** The entries, in the order in which they are applied. */
  readonly of: readonly ShownItem[];
}

/** One rule for what is said of all services, and one for each service, and each port, that more is said of. */
function outboundRules(items: readonly ShownItem[], { mesh }: Introspection): readonly OutboundRule[] {
  const calling = items.filter(({ about }) => about.kind === 'services' || about.kind === 'ports');
  const forAll = calling.filter(({ about }) => about.kind === 'services');
  const narrow = calling.flatMap(({ about }) => (about.kind === 'ports' ? [about] : []));
  const portsOf = (isPort: boolean) =>
    [...new Set(narrow.flatMap(about => (about.isPort === isPort ? about.ports : [])))]
      .sort(compareTexts)
      .flatMap(backend => mesh.port(backend) ?? []);
  const about = (backend: BackendKey, isPort: boolean) =>
    calling.filter(
      item =>
        item.about.kind === 'services' ||
        (item.about.kind === 'ports' && (isPort || !item.about.isPort) && item.about.ports.includes(backend)),
    );
  const services = [...groupBy(portsOf(false), ({ origin }) => origin).values()].flatMap(([first]) =>
    first === undefined ? [] : [{ port: first, of: about(first.backend, false) }],
  );
  return [
    ...(forAll.length === 0 ? [] : [{ of: forAll }]),
    ...services,
    ...portsOf(true).map(port => ({
      port,
      section: port.portName ?? String(port.port),
      of: about(port.backend, true),
    })),
  ];
}

function at(items: readonly ShownItem[], { name }: Inbound): readonly ShownItem[] {
  return items.filter(({ about }) => about.kind === 'inbounds' && about.names.includes(name));
}

/** The entries of `from`, by the tags of callers. */
function fromRule(
  type: string,
  items: readonly ShownItem[],
  inbound: Inbound,
  introspection: Introspection,
): readonly object[] {
  const own = at(items, inbound).filter(item => item.at.startsWith('spec.from'));
  if (own.length === 0) return [];
  const tagsOf = ({ about }: ShownItem) =>
    about.kind === 'inbounds' && about.from.kind === 'tagged' ? about.from.tags : {};
  const key = (item: ShownItem) => JSON.stringify(Object.entries(tagsOf(item)).sort());
  const forAll = JSON.stringify([]);
  const groups = [...groupBy(own, key)].sort(([a], [b]) => compareTexts(a, b));
  const rules = groups.map(([tags, [first]]) => {
    const of = own.filter(item => key(item) === tags || key(item) === forAll);
    return {
      matchers: Object.entries(first === undefined ? {} : tagsOf(first)).map(([tag, value]) =>
        matcher(tag, value),
      ),
      conf: confsOf(type, of)[0] ?? {},
      origin: metas(of, introspection),
    };
  });
  return [{ inbound: shown(inbound), rules }];
}

/** The entries about everybody together, and each about some callers: an entry of `from` about everybody is one as well. */
function inboundRule(
  type: string,
  items: readonly ShownItem[],
  inbound: Inbound,
  introspection: Introspection,
): readonly object[] {
  const rules = inboundConfs(type, at(items, inbound)).map(({ of, ...rule }) => ({
    ...rule,
    origin: origins(of, introspection),
  }));
  return rules.length === 0 ? [] : [{ inbound: shown(inbound), rules }];
}

/** InboundConf is what holds for some callers: for those that match, or for everybody. */
interface InboundConf {
  readonly matches?: readonly object[];
  readonly conf: readonly object[];
  readonly of: readonly ShownItem[];
}

/** inboundConfs are the confs at an inbound, from entries about it; callers by tags are left to `fromRules`. */
export function inboundConfs(type: string, items: readonly ShownItem[]): readonly InboundConf[] {
  const everybody = items.filter(({ about }) => about.kind === 'inbounds' && about.from.kind === 'everybody');
  const some = items.flatMap(item =>
    item.about.kind === 'inbounds' && item.about.from.kind === 'matching'
      ? [{ item, matches: item.about.from.matches }]
      : [],
  );
  return [
    ...(everybody.length === 0 ? [] : [{ conf: confsOf(type, everybody), of: everybody }]),
    ...some.map(({ item, matches }) => ({ matches, conf: confsOf(type, [...everybody, item]), of: [item] })),
  ];
}

function shown({ name, port, tags }: Inbound): object {
  return { name, port, tags };
}

function matcher(key: string, value: string): object {
  return { key, value, not: false };
}

function metas(items: readonly ShownItem[], introspection: Introspection): readonly object[] {
  return policiesOf(items).map(policy => metaOf(policy, introspection));
}

function origins(items: readonly ShownItem[], introspection: Introspection): readonly object[] {
  return items.map(item => ({
    resourceMeta: metaOf(item.policy, introspection),
    ruleIndex: indexOf(item),
  }));
}
