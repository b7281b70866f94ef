import type { Finding } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Source } from '../source.ts';
import type { FieldChange } from './field-changes.ts';

/** Expected is how an object must be for a write to it to be made: at a version, not there at all, or there at any version. */
export type Expected = number | 'absent' | 'present';

/** WriteOptions say who writes, for the record, and on what condition. */
export interface WriteOptions {
  readonly by: string;
  readonly expected?: Expected;
}

export interface PutOptions extends WriteOptions {
  readonly along?: readonly Readonly<Record<string, unknown>>[];
}

export interface RemoveOptions extends WriteOptions {
  readonly along?: readonly ResourceKey[];
}

/**
 * PutOutcome is what became of an object that was to be stored.
 *
 * - `refused`: it cannot be used as it is; the findings say why, errors among them.
 * - `conflict`: it is not as the writer expected, but at `version`, or not there.
 * - `unchanged`: it stands there already, and is not written again.
 */
export type PutOutcome =
  | {
      readonly kind: 'created' | 'updated' | 'unchanged';
      readonly key: ResourceKey;
      readonly version: number;
      /** Warnings alone. */
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] }
  | Conflict;

/** RemoveOutcome is what became of an object that was to be removed. */
export type RemoveOutcome = { readonly kind: 'removed' | 'missing' } | Conflict;

interface Conflict {
  readonly kind: 'conflict';
  readonly version: number | undefined;
}

/** StoredObject is an object as it was put, with what the store adds: uid, generation, version and times. */
export interface StoredObject {
  readonly object: Readonly<Record<string, unknown>>;
  readonly version: number;
}

/**
 * RecordedWrite is one write as it is remembered: who, what, when, and what it changed. `version` counts all writes of the
 * store, and is the version that the object has since.
 */
export interface RecordedWrite {
  readonly version: number;
  /** RFC 3339. */
  readonly time: string;
  readonly by: string;
  readonly action: 'created' | 'updated' | 'removed';
  readonly key: ResourceKey;
  readonly changes: readonly FieldChange[];
}

/**
 * Store keeps objects of every kind, in the form in which they are put.
 *
 * - A write is on disk before its promise resolves, and before a follower hears of it. Writes take effect in the order in
 *   which they are asked for; those that are asked for together share one transaction, and each stands for itself all the same.
 * - A write that the disk does not take rejects with a `Fault` (`environment`) and changes nothing.
 * - `writes` are the last ones, the latest first: the last 10,000 at most.
 */
export interface Store {
  /** put stores an object; where it is new, in the same transaction those `along` with it that are not there yet. */
  put(object: unknown, options: PutOptions): Promise<PutOutcome>;
  /** remove removes an object, and in the same transaction those that go `along` with it. */
  remove(key: ResourceKey, options: RemoveOptions): Promise<RemoveOutcome>;
  find(key: ResourceKey): StoredObject | undefined;
  writes(limit: number, before?: number): readonly RecordedWrite[];
  /** copy writes all as it is at one moment into an SQLite file, and gives its name; whoever asked removes it. */
  copy(): Promise<string>;
  /** source follows the store; any number may. */
  source(): Source;
  /** Resolves when what was asked for is on disk and the file is closed. */
  close(): Promise<void>;
}
