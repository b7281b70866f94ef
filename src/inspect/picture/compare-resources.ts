import type { ResourceKey } from '#lib/resource-ref.ts';
import type { XdsType } from '#lib/xds-resource.ts';
import type { ChangedProxy } from './difference.ts';
import type { Fact, ResourceFact } from './fact.ts';

/** changedProxies counts, for each proxy, the resources that it would be sent. */
export function changedProxies(before: readonly Fact[], after: readonly Fact[]): ChangedProxy[] {
  const [was, is] = [proxiesOf(before), proxiesOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((proxy): ChangedProxy[] => {
    const [held, wanted] = [was.get(proxy), is.get(proxy)];
    const changes = changesOf(held ?? new Map(), wanted ?? new Map());
    const sign = held === undefined ? '+' : wanted === undefined ? '-' : '~';
    return changes.resources.length === 0 && sign === '~' ? [] : [{ sign, proxy, ...changes }];
  });
}

type Held = ReadonlyMap<string, ResourceFact>;

/** Resources by type and name. A proxy that listens but holds nothing is included. */
function proxiesOf(facts: readonly Fact[]): ReadonlyMap<string, Held> {
  const proxies = new Map<string, Map<string, ResourceFact>>();
  for (const fact of facts) {
    if (fact.kind !== 'resource' && fact.kind !== 'listener') continue;
    const held = proxies.get(fact.proxy) ?? new Map<string, ResourceFact>();
    proxies.set(fact.proxy, held);
    if (fact.kind === 'resource') held.set(`${fact.type} ${fact.name}`, fact);
  }
  return proxies;
}

function changesOf(held: Held, wanted: Held): Pick<ChangedProxy, 'bytes' | 'resources'> {
  const counts = new Map<XdsType, { added: number; changed: number; removed: number }>();
  let bytes = 0;
  const count = ({ type }: ResourceFact, what: 'added' | 'changed' | 'removed') => {
    const known = counts.get(type) ?? { added: 0, changed: 0, removed: 0 };
    counts.set(type, { ...known, [what]: known[what] + 1 });
  };
  for (const [name, fact] of wanted) {
    const known = held.get(name);
    if (known?.version === fact.version) continue;
    count(fact, known === undefined ? 'added' : 'changed');
    bytes += fact.bytes;
  }
  for (const [name, fact] of held) if (!wanted.has(name)) count(fact, 'removed');
  return { bytes, resources: [...counts].map(([type, counted]) => ({ type, ...counted })) };
}

/**
 * changedTraffic returns the objects about which proxies would be sent something else. A resource with parts is compared part by
 * part: in a virtual host, only the route whose part changed counts.
 */
export function changedTraffic(
  before: readonly ResourceFact[],
  after: readonly ResourceFact[],
): ReadonlySet<ResourceKey> {
  const [was, is] = [piecesOf(before), piecesOf(after)];
  const changed = new Set<ResourceKey>();
  const note = (piece: string, origins: readonly ResourceKey[], other: ReadonlyMap<string, unknown>) => {
    if (!other.has(piece)) for (const origin of origins) changed.add(origin);
  };
  for (const [piece, origins] of was) note(piece, origins, is);
  for (const [piece, origins] of is) note(piece, origins, was);
  return changed;
}

function piecesOf(facts: readonly ResourceFact[]): ReadonlyMap<string, readonly ResourceKey[]> {
  return new Map(
    facts.flatMap(({ proxy, type, name, version, origins, parts }) => {
      const whole = [proxy, type, name].join(' ');
      if (parts.length === 0) return [[`${whole} ${version}`, origins] as const];
      return parts.map(({ id, origin }) => [`${whole} ${origin} ${id}`, [origin]] as const);
    }),
  );
}
