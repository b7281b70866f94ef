import type { Finding } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Seen } from '#lib/seen.ts';
import type { AnyResource } from '#resources';

/**
 * Origin is where a resource or a broken document stands. It is looked up when something is printed, and does not count in
 * comparisons. `locate` gives the line (1-based) of a path as written in the object, or of the document where the path is
 * not there.
 */
export interface Origin {
  readonly file: string;
  locate(path: string): number;
}

/**
 * Entry is what a source holds under a key.
 *
 * - `resource`: the version in force; the last good one where the written one cannot be used (a finding then says so).
 * - `findings`: about the document as it is written now, decoding errors and warnings alike.
 * - A document too broken to name its object has no resource and a key of its own (`file#position`), unless it is the broken
 *   successor of a known object: then it stands under that object's key.
 * - `controller`: for a source that other controllers share, our `controllerName`: GatewayClasses with another one, and
 *   their Gateways, belong to others. Absent: every class is ours.
 */
export interface Entry {
  readonly resource?: AnyResource;
  readonly findings: readonly Finding[];
  readonly controller?: string;
}

/** EntryChange: `entry` is undefined where the key is gone. */
export interface EntryChange {
  readonly key: ResourceKey;
  readonly entry: Entry | undefined;
}

/**
 * SourceSink receives what a source saw. One call is one batch: everything in it takes effect together. `seen` is where and
 * when these changes were first noticed, where the source can tell; it serves tracing and changes nothing.
 */
export type SourceSink = (changes: readonly EntryChange[], seen?: Seen) => void;

/** StatusWrite is the `status` that the object under a key is to have, as long as it is still the object with this `uid`. */
export interface StatusWrite {
  readonly key: ResourceKey;
  readonly uid: string | undefined;
  readonly status: Readonly<Record<string, unknown>>;
}

/**
 * Source is where resources come from.
 *
 * - `start` resolves when everything that was there at the start has been handed to the sink (the source is *synced*); until
 *   then nothing is served. It rejects with a `Fault` where there is nothing to follow (no such directory).
 * - Afterwards each change is handed over as it is noticed; nothing is polled.
 * - The sink is never called with an entry equal to the one it has.
 * - `stop` releases everything (watches, timers); the sink is not called after it.
 * - `origin` finds where the entry under a key stands now.
 * - `written` gives the object under a key as its author wrote the version in force; undefined where none ever was. It is
 *   for people to read, so nothing of the object need stay in memory for it. `origin` and `written` answer after `stop`,
 *   too.
 * - `writeStatus` exists where objects have a place for status (files have none). It writes nothing where the object has
 *   that status already, whatever its times (`sameStatus`), and nothing where the object went or another took its name. It
 *   rejects with a `Fault` where the status could not be written; the caller tries again. Our own write is no change: it may
 *   come to the sink as an entry that differs in `resourceVersion` alone.
 */
export interface Source {
  readonly name: string;
  start(sink: SourceSink): Promise<void>;
  stop(): Promise<void>;
  origin(key: ResourceKey): Origin | undefined;
  written(key: ResourceKey): unknown;
  writeStatus?(write: StatusWrite): Promise<void>;
}
