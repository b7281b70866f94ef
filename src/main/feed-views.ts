import type { EnvoyResources } from '#envoy';
import type { Change, Collection, Graph } from '#graph';
import { keyOf, type XdsResource } from '#lib/xds-resource.ts';
import type { ProxyView } from '#reach';
import type { ChangeTracing } from '#tracing';
import type { MemberChange, ResourceChange, XdsChange } from '#xds';

/** Member says that a set holds the resource of this name. */
type Member = Omit<MemberChange, 'present'>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Batch {
  views: { view: string; sets: readonly string[] | undefined }[];
  resources: Mutable<ResourceChange>[];
  members: MemberChange[];
}

/**
 * Feed is what the streams are fed from: the collections may be several, so that no joined copy of members or resources is
 * kept.
 */
interface Feed {
  readonly views: Collection<ProxyView>;
  readonly members: readonly Collection<Member>[];
  readonly resources: EnvoyResources | readonly Collection<XdsResource>[];
}

/** feedViews hands what the graph has settled to the xDS server: first what is there now, then each batch of changes as one. */
export function feedViews(
  graph: Graph,
  { views, members, resources }: Feed,
  apply: (change: XdsChange) => void,
  tracing?: Pick<ChangeTracing, 'applied'>,
): void {
  let batch = emptyBatch();
  const flush = () => {
    const { views, resources, members } = batch;
    if (views.length + resources.length + members.length === 0) return;
    batch = emptyBatch();
    const change = { views, resources, members };
    tracing?.applied(change);
    apply(change);
  };
  follow(views, ({ before, after }) => {
    if (before !== undefined && before.proxy !== after?.proxy)
      batch.views.push({ view: before.proxy, sets: undefined });
    if (after !== undefined) batch.views.push({ view: after.proxy, sets: after.sets });
  });
  for (const collection of members)
    follow(collection, change => batch.members.push(...memberChanges(change)));
  for (const collection of Object.values(resources) as Collection<XdsResource>[]) {
    follow(collection, change => batch.resources.push(...resourceChanges(change)));
  }
  flush();
  graph.onSettled(flush);
}

function emptyBatch(): Batch {
  return { views: [], resources: [], members: [] };
}

function follow<V>(collection: Collection<V>, note: (change: Change<V>) => void): void {
  for (const [key, after] of collection.entries()) note({ key, before: undefined, after });
  collection.subscribe(changes => changes.forEach(note));
}

function memberChanges({ before, after }: Change<Member>): MemberChange[] {
  return [
    ...(before === undefined ? [] : [{ ...before, present: false }]),
    ...(after === undefined ? [] : [{ ...after, present: true }]),
  ];
}

/** The name of a key's resource may change (a backend that speaks another protocol is another cluster). */
function resourceChanges({ before, after }: Change<XdsResource>): ResourceChange[] {
  const gone = before !== undefined && (after === undefined || keyOf(before) !== keyOf(after));
  return [
    ...(gone ? [{ type: before.type, key: keyOf(before), resource: undefined }] : []),
    ...(after === undefined ? [] : [{ type: after.type, key: keyOf(after), resource: after }]),
  ];
}
