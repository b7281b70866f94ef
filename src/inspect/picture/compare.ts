import type { ResourceKey } from '#lib/resource-ref.ts';
import { changedConditions } from './compare-conditions.ts';
import { changedRequests } from './compare-requests.ts';
import { changedProxies, changedTraffic } from './compare-resources.ts';
import type { ChangedListener, ChangedObject, Difference, Sign } from './difference.ts';
import { displayKey, order } from './display.ts';
import type { Fact } from './fact.ts';

/** comparePictures says what an edit would change. */
export function comparePictures(before: readonly Fact[], after: readonly Fact[]): Difference {
  const traffic = changedTraffic(of('resource', before), of('resource', after));
  const objects = changedObjects(of('object', before), of('object', after), traffic);
  const conditions = changedConditions(of('condition', before), of('condition', after));
  const listeners = changedListeners(of('listener', before), of('listener', after));
  const proxies = changedProxies(before, after);
  const { requests, compared } = changedRequests(of('request', before), of('request', after));
  const breaks = [...requests, ...conditions, ...listeners].filter(({ breaks }) => breaks).length;
  return { objects, requests, compared, conditions, listeners, proxies, breaks };
}

type FactOf<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

function of<K extends Fact['kind']>(kind: K, facts: readonly Fact[]): readonly FactOf<K>[] {
  return facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
}

function changedObjects(
  before: readonly FactOf<'object'>[],
  after: readonly FactOf<'object'>[],
  traffic: ReadonlySet<ResourceKey>,
): ChangedObject[] {
  const was = new Map(before.map(({ key, version }) => [key, version]));
  const is = new Map(after.map(({ key, version }) => [key, version]));
  const signOf = (key: ResourceKey): Sign => {
    if (!was.has(key)) return '+';
    if (!is.has(key)) return '-';
    return was.get(key) === is.get(key) ? '=' : '~';
  };
  return [...new Set([...was.keys(), ...is.keys()])]
    .map(key => ({ key, sign: signOf(key) }))
    .filter(({ key, sign }) => sign !== '=' || traffic.has(key))
    .map(({ key, sign }) => ({ sign, object: displayKey(key), traffic: traffic.has(key) }))
    .sort((a, b) => order(a.object, b.object));
}

function changedListeners(
  before: readonly FactOf<'listener'>[],
  after: readonly FactOf<'listener'>[],
): ChangedListener[] {
  const words = ({ proxy, listener }: FactOf<'listener'>) => `${proxy} ${listener}`;
  const was = new Map(before.map(fact => [words(fact), fact]));
  const is = new Map(after.map(fact => [words(fact), fact]));
  const gone = [...was.values()].filter(fact => !is.has(words(fact)));
  const come = [...is.values()].filter(fact => !was.has(words(fact)));
  return [
    ...gone.map(({ proxy, listener }) => ({ sign: '-' as const, proxy, listener, breaks: true })),
    ...come.map(({ proxy, listener }) => ({ sign: '+' as const, proxy, listener, breaks: false })),
  ].sort((a, b) => order(`${a.proxy} ${a.listener}`, `${b.proxy} ${b.listener}`));
}
