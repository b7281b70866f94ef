import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import type { XdsResource } from '#lib/xds-resource.ts';
import { backendKey, type Listener, type ParentRef, type ProxyId } from '#model';
import { type AnyResource, kinds } from '#resources';
import type { Condition, ObjectStatus } from '#status';
import { samplesOf, walkSample } from '#walk';
import type { Inspected } from '../inspected.ts';
import type { WalkedGateways } from '../walked-gateways.ts';
import type { ConditionFact, Fact } from './fact.ts';
import { outcomeOf } from './outcome.ts';

/** Drawn is what a picture is drawn from. */
export type Drawn = Pick<Inspected, 'resources' | 'statuses' | 'edges' | 'backends' | 'views'>;

/** draw yields the facts one by one, so that sending ten thousand of them blocks nothing. */
export function* draw(drawn: Drawn, walked: WalkedGateways): Generator<Fact> {
  const { resources, statuses, edges, views } = drawn;
  for (const { id } of kinds) {
    for (const [key, resource] of resources(id).entries())
      yield { kind: 'object', key, version: versionOf(resource) };
  }
  for (const [key, status] of statuses.entries()) yield* conditionsOf(key, status);
  for (const [, { id: proxy, listeners }] of edges.entries()) {
    for (const listener of listeners) yield { kind: 'listener', proxy, listener: wordsOf(listener) };
  }
  for (const [proxy, view] of walked.all()) {
    for (const sample of samplesOf(view))
      yield { kind: 'request', proxy, sample, outcome: outcomeOf(walkSample(view, sample)) };
  }
  const answers = lookedUp(drawn);
  for (const [proxy, held] of views()) {
    for (const resource of held) {
      if (resource.type !== 'endpoints' || !resource.origins.some(origin => answers.has(origin)))
        yield resourceFact(proxy, resource);
    }
  }
}

/** A Secret has no version: its contents could be found by hashing guesses. */
function versionOf({ id, spec, metadata: { labels } }: AnyResource): string {
  return id === 'kubernetes/Secret' ? '' : hashBytes(JSON.stringify([labels, spec]));
}

/**
 * Conditions, by type or by reason, that depend on which proxies are connected, and which endpoints exist and are healthy at the
 * moment: no edit causes them.
 */
const circumstantial = new Set(['EndpointsDiscovered', 'EndpointsReady', 'Pending']);

function* conditionsOf(key: ResourceKey, status: ObjectStatus): Generator<ConditionFact> {
  const { namespace } = parseResourceKey(key);
  const of = (at: string, conditions: readonly Condition[]) =>
    conditions
      .filter(({ type, reason }) => !circumstantial.has(type) && !circumstantial.has(reason))
      .map(
        ({ type, status, reason, message }): ConditionFact => ({
          kind: 'condition',
          ...{ key, at, type, status, reason, message },
        }),
      );
  yield* of('', status.conditions ?? []);
  for (const { name, conditions } of status.listeners ?? []) yield* of(`listener ${name}`, conditions);
  for (const { parentRef, conditions } of status.parents ?? [])
    yield* of(nameOf(parentRef, namespace), conditions);
  for (const { ancestorRef, conditions } of status.ancestors ?? [])
    yield* of(nameOf(ancestorRef, namespace), conditions);
}

function nameOf({ kind, namespace, name, sectionName, port }: ParentRef, from: string): string {
  const section = sectionName === undefined ? '' : `/${sectionName}`;
  return `${kind.toLowerCase()}/${namespace ?? from}/${name}${section}${port === undefined ? '' : `:${port}`}`;
}

function wordsOf(listener: Listener): string {
  const { kind, port } = listener;
  const protocol = kind === 'http' && listener.tls !== undefined ? 'https' : kind;
  const hostname = 'hostname' in listener ? listener.hostname : undefined;
  return `${protocol} :${port}${hostname === undefined ? '' : ` ${hostname}`}`;
}

/** Backends whose endpoints come from DNS: they cannot be known from files alone, and no edit changes them. */
function lookedUp({ resources, backends }: Drawn): ReadonlySet<ResourceKey> {
  const found = new Set<ResourceKey>();
  for (const id of ['envoy-gateway/Backend', 'fairlead/Backend'] as const) {
    for (const [key, resource] of resources(id).entries()) {
      if (resource.id !== id) continue;
      const isNamed = resource.spec.endpoints.some(({ kind }) => kind !== 'ip' && kind !== 'unix');
      if (isNamed && backends.get(backendKey(resource.ref))?.discovery === 'assigned') found.add(key);
    }
  }
  return found;
}

function resourceFact(proxy: ProxyId, resource: XdsResource): Fact {
  const { type, name, version, bytes, origins, parts } = resource;
  return { kind: 'resource', proxy, type, name, version, bytes: bytes.length, origins, parts };
}
