import type { Finding } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { AnyResource } from '#resources';
import type { Position, Version } from './document.ts';

/**
 * Claim is what one file says about one object.
 *
 * - `live`: the file says so now, and it is usable.
 * - `stale`: the file said so before and no longer does; nothing changes until the directory is quiet.
 * - `broken`: what the file says now cannot be used. `version` is the last good one, if this file's claim had it in force.
 *
 * `standsFor` is the id of the nameless document that is taken for this object (`NamelessItem`).
 */
export interface Claim {
  readonly key: ResourceKey;
  readonly file: string;
  status: 'live' | 'stale' | 'broken';
  version: Version | undefined;
  findings: readonly Finding[];
  /** For a broken claim without a version: what must be in force instead. */
  standIn?: AnyResource | undefined;
  position: Readonly<Position>;
  standsFor: string | undefined;
}
