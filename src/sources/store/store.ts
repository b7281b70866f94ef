import type { Finding } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Source } from '../source.ts';
import type { FieldChange } from './field-changes.ts';

/** Expected is the condition of a write: the object must be at a version, be absent, or be present at any version. */
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
 * PutOutcome is the result of storing an object.
 *
 * - `refused`: it cannot be used as it is; the findings, among them errors, say why.
 * - `conflict`: the stored object is not as the writer expected, but at `version`, or absent.
 * - `unchanged`: the same object stands there already, and is not written again.
 */
export type PutOutcome =
  | {
      readonly kind: 'created' | 'updated' | 'unchanged';
      readonly key: ResourceKey;
      readonly version: number;
      /** Only warnings. */
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] }
  | Conflict;

/** RemoveOutcome is the result of removing an object. */
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
 * RecordedWrite is one remembered write: who, what, when, and what it changed. `version` counts all writes of the store, and
 * is the object's version from then on.
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
 *   which they are requested. Writes that are requested together share one transaction, yet each succeeds or fails on its
 *   own.
 * - A write that the disk does not take rejects with a `Fault` (`environment`) and changes nothing.
 * - `writes` are the most recent writes, the latest first: at most 10,000.
 */
export interface Store {
  /**
   * put stores an object; where the object is new, it also stores, in the same transaction, those `along` with it that are
   * absent.
   */
  put(object: unknown, options: PutOptions): Promise<PutOutcome>;
  /** remove removes an object, and in the same transaction those `along` with it. */
  remove(key: ResourceKey, options: RemoveOptions): Promise<RemoveOutcome>;
  find(key: ResourceKey): StoredObject | undefined;
  writes(limit: number, before?: number): readonly RecordedWrite[];
  /** copy writes the whole store, as it is at one moment, into an SQLite file, and returns its name; the caller removes it. */
  copy(): Promise<string>;
  /** source follows the store; there may be any number of sources. */
  source(): Source;
  /** Resolves when everything that was requested is on disk and the file is closed. */
  close(): Promise<void>;
}
