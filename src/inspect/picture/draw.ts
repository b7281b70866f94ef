import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import type { XdsResource } from '#lib/xds-resource.ts';
import type { Listener, ParentRef, ProxyId } from '#model';
import { type AnyResource, kinds } from '#resources';
import type { Condition, ObjectStatus } from '#status';
import type { Inspected } from '../inspected.ts';
import type { ConditionFact, Fact } from './fact.ts';

/** Drawn is what a picture is drawn of. */
export type Drawn = Pick<Inspected, 'resources' | 'statuses' | 'gateways' | 'views'>;

/** draw gives the facts one by one, so that whoever sends ten thousand of them holds nothing up. */
export function* draw({ resources, statuses, gateways, views }: Drawn): Generator<Fact> {
  for (const { id } of kinds) {
    for (const [key, resource] of resources(id).entries())
      yield { kind: 'object', key, version: versionOf(resource) };
  }
  for (const [key, status] of statuses.entries()) yield* conditionsOf(key, status);
  for (const [, { id: proxy, listeners }] of gateways.entries()) {
    for (const listener of listeners) yield { kind: 'listener', proxy, listener: wordsOf(listener) };
  }
  for (const [proxy, held] of views()) for (const resource of held) yield resourceFact(proxy, resource);
}

/** What is in a Secret can be guessed at, and guesses tried by their hashes. */
function versionOf({ id, spec, metadata: { labels } }: AnyResource): string {
  return id === 'kubernetes/Secret' ? '' : hashBytes(JSON.stringify([labels, spec]));
}

/** A gateway without a proxy is not programmed for that reason alone, and that is nobody's edit. */
const circumstantial = new Set(['Pending']);

function* conditionsOf(key: ResourceKey, status: ObjectStatus): Generator<ConditionFact> {
  const { namespace } = parseResourceKey(key);
  const of = (at: string, conditions: readonly Condition[]) =>
    conditions
      .filter(({ reason }) => !circumstantial.has(reason))
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

function resourceFact(proxy: ProxyId, resource: XdsResource): Fact {
  const { type, name, version, bytes, origins, parts } = resource;
  return { kind: 'resource', proxy, type, name, version, bytes: bytes.length, origins, parts };
}
