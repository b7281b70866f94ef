import type { Clock } from '#graph';
import { type ConditionTimes, findResource, isEmptyStatus } from '#inspect';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { kinds } from '#resources';
import { type Source, type StatusWrite, StatusWrites } from '#sources';
import type { Pipeline } from './pipeline.ts';

export interface WriteBackOptions {
  readonly source: Source;
  readonly pipeline: Pick<Pipeline, 'inputs' | 'status'>;
  readonly times: Pick<ConditionTimes, 'withTimes'>;
  readonly clock: Clock;
  readonly onNotice: (message: string) => void;
}

/** WriteBack is status on its way back to the objects. */
export interface WriteBack {
  /** Begins no further write; resolves when those under way have ended. */
  close(): Promise<void>;
}

/**
 * writeBack keeps the status of every object written through the source that it came from, from now on: what is there, and
 * each change. A source without a place for status costs nothing.
 */
export function writeBack(options: WriteBackOptions): WriteBack {
  const { source, pipeline, clock, onNotice } = options;
  const { statuses } = pipeline.status;
  if (source.writeStatus === undefined) return { close: async () => {} };
  const write = source.writeStatus.bind(source);
  const writes = new StatusWrites({ write, statusOf: key => statusOf(key, options), clock, onNotice });
  for (const [key] of statuses.entries()) writes.note(key);
  const ends = [
    statuses.subscribe(changes => {
      for (const { key } of changes) writes.note(key);
    }),
    // Who is deleted and made anew has no status, though we think the same of it.
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
  { pipeline, times }: Pick<WriteBackOptions, 'pipeline' | 'times'>,
): StatusWrite | undefined {
  const status = pipeline.status.statuses.get(key);
  const resource = findResource(pipeline.inputs.of, key);
  if (status === undefined || resource === undefined || isEmptyStatus(status)) return undefined;
  return { key, uid: resource.metadata.uid, status: { ...times.withTimes(key, status) } };
}
