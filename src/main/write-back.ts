import type { Clock } from '#graph';
import { type ConditionTimes, findResource, isEmptyStatus } from '#inspect';
import { KeyedWrites, type KeyedWritesOptions } from '#lib/keyed-writes.ts';
import type { Leadership } from '#lib/leadership.ts';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { ParentRef } from '#model';
import { kinds } from '#resources';
import type { Source, StatusWrite } from '#sources';
import type { ObjectStatus } from '#status';
import type { Pipeline } from './pipeline.ts';
import { unreadableObject } from './unreadable-object.ts';

export interface WriteBackOptions {
  readonly source: Source;
  readonly pipeline: Pick<Pipeline, 'inputs' | 'status'>;
  readonly times: Pick<ConditionTimes, 'withTimes'>;
  readonly clock: Clock;
  readonly onNotice: (message: string) => void;
  /** Which of several replicas writes. Absent: this one does. */
  readonly leadership?: Leadership | undefined;
  /** See KeyedWritesOptions. */
  readonly pace?: Pick<KeyedWritesOptions<StatusWrite>, 'delay' | 'spacing'>;
}

/**
 * unhurried is the pace of status writes, in ms. What proxies need goes first, and what follows from a change within `delay`
 * is part of the same write. With `spacing`, a thousand routes that come to a Gateway cause only a few writes to it.
 */
export const unhurried = { delay: 50, spacing: 500 };

/** WriteBack is status on its way back to the objects. */
export interface WriteBack {
  /** Begins no further write; resolves when those under way have ended. */
  close(): Promise<void>;
}

/**
 * writeBack keeps the status of every object written, through the source that the object came from: the present status, and
 * each change. A source without a place for status costs nothing. A replica that does not lead writes nothing; when it
 * becomes leader, it writes what is missing.
 */
export function writeBack(options: WriteBackOptions): WriteBack {
  const { source, pipeline, clock, onNotice, leadership } = options;
  if (source.writeStatus === undefined) return { close: async () => {} };
  const write = source.writeStatus.bind(source);
  const writes = new KeyedWrites<StatusWrite>({
    what: 'status',
    ...{ write, clock, onNotice },
    ...options.pace,
    wanted: key => (leadership?.holds === false ? undefined : statusOf(key, options)),
  });
  const noteAll = (): void => {
    for (const [key] of pipeline.status.statuses.entries()) writes.note(key);
  };
  noteAll();
  const ends = [
    ...(leadership === undefined ? [] : [leadership.subscribe(noteAll)]),
    pipeline.status.statuses.subscribe(changes => {
      for (const { key } of changes) writes.note(key);
    }),
    // An object that was deleted and made anew has no status yet, even where the one we want is the same as before.
    ...kinds.map(({ id }) =>
      pipeline.inputs.of(id).subscribe(changes => {
        for (const { key, before, after } of changes)
          if (before?.metadata.uid !== after?.metadata.uid) writes.note(key);
      }),
    ),
  ];
  return {
    close: () => {
      for (const end of ends) end();
      return writes.close();
    },
  };
}

function statusOf(
  key: ResourceKey,
  { pipeline, times, source }: Pick<WriteBackOptions, 'pipeline' | 'times' | 'source'>,
): StatusWrite | undefined {
  const status = pipeline.status.statuses.get(key);
  const object = findResource(pipeline.inputs.of, key) ?? unreadableObject(key, source);
  if (status === undefined || object === undefined || isEmptyStatus(status)) return undefined;
  const timed = times.withTimes(key, status);
  return { key, uid: object.metadata.uid, status: { ...timed, ...ancestorsOfOurs(timed, pipeline) } };
}

/**
 * Leaves out ancestors that are not ours: a target that no gateway of ours leads to may belong to another controller. The
 * policy's author still hears of it, but not through a status of ours.
 */
function ancestorsOfOurs(
  { ancestors }: ObjectStatus,
  { status: { statuses } }: Pick<Pipeline, 'status'>,
): Pick<ObjectStatus, 'ancestors'> {
  if (ancestors === undefined) return {};
  return {
    ancestors: ancestors.filter(
      ({ ancestorRef }) => leadersOfTraffic.includes(ancestorRef.kind) && statuses.has(keyOf(ancestorRef)),
    ),
  };
}

/** Kinds whose objects have a status of ours only if they are ours. */
const leadersOfTraffic = ['GatewayClass', 'Gateway', 'ListenerSet', 'XListenerSet'];

function keyOf({ group, kind, namespace = '', name }: ParentRef): ResourceKey {
  return resourceKey({ group, kind, zone: localZone, namespace, name });
}
