import type { Finding } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { AnyResource } from '#resources';
import type { Position, Version } from './document.ts';

/**
 * Claim is what one file says about one object.
 *
 * - `live`: written so now, and usable.
 * - `stale`: was written so, and is not any more; nothing changes before the directory is quiet.
 * - `broken`: what is written now cannot be used. `version` is the last good one, if this file's claim had it in force.
 *
 * `standsFor` is the id of the nameless document that is taken for this object (`NamelessItem`).
 */
export interface Claim {
  readonly key: ResourceKey;
  readonly file: string;
  status: 'live' | 'stale' | 'broken';
  version: Version | undefined;
  findings: readonly Finding[];
  /** Of a broken one without a version: what must be in force instead. */
  standIn?: AnyResource | undefined;
  position: Readonly<Position>;
  standsFor: string | undefined;
}
