import type { Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import type { ResourceRef } from '#lib/resource-ref.ts';
import type { Backend, GenericSecret, Verdicts, Want } from '#model';
import type { KgatewayDestination, UpstreamSettings } from '#resources';
import type { BackendGroups, BackendKindContext, BackendState } from '../backend-kind.ts';

/** Written is an object, and the destination in it. */
export interface Written<D extends KgatewayDestination> {
  readonly ref: ResourceRef;
  readonly destination: D;
  readonly settings?: UpstreamSettings;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Said is a finding of the object itself. */
export type Said = Omit<Finding, 'ref'>;

type Usable = Extract<BackendState, { readonly kind: 'usable' }>;

/**
 * BuiltDestination is a backend of the model but for whose it is, and what is found beside; or others that it stands for; or, where it
 * is none, what is wrong, the first of which its referrers are told.
 */
export type BuiltDestination =
  | (Omit<Usable, 'kind' | 'backend'> & {
      readonly kind: 'built';
      readonly backend: Omit<Backend, 'key' | 'origin'>;
      readonly findings: readonly Said[];
      /** What requests show there of who calls. */
      readonly secret?: GenericSecret;
      /** What is said of it besides whether it is accepted. */
      readonly verdicts?: Verdicts;
    })
  | { readonly kind: 'grouped'; readonly groups: BackendGroups['groups']; readonly findings: readonly Said[] }
  | { readonly kind: 'refused'; readonly findings: readonly [Said, ...Said[]] };

/**
 * DestinationKind is one type of destination: what becomes of it, and what must be found elsewhere for that. One file a type,
 * one line in `destinations.ts`.
 */
export interface DestinationKind<D extends KgatewayDestination> {
  build(written: Written<D>, context: BackendKindContext, track: Tracker): BuiltDestination;
  wants?(written: Written<D>, context: BackendKindContext, track: Tracker): readonly Want[];
}

/** refused says the one thing that is wrong with a destination. */
export function refused(reason: string, message: string, path: string): BuiltDestination {
  return { kind: 'refused', findings: [{ severity: 'error', reason, message, path }] };
}
