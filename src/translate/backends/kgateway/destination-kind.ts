import type { Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import type { ResourceRef } from '#lib/resource-ref.ts';
import type { Backend, GenericSecret, Verdicts, Want } from '#model';
import type { KgatewayDestination, UpstreamSettings } from '#resources';
import type { BackendGroups, BackendKindContext, BackendState } from '../backend-kind.ts';

/** Written is an object and the destination that it holds. */
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
 * BuiltDestination is a backend of the model, but for its key and origin, with findings; or the backends that it stands for;
 * or, where there is none, what is wrong. Referrers are told the first of that.
 */
export type BuiltDestination =
  | (Omit<Usable, 'kind' | 'backend'> & {
      readonly kind: 'built';
      readonly backend: Omit<Backend, 'key' | 'origin'>;
      readonly findings: readonly Said[];
      /** The credential that requests to it carry. */
      readonly secret?: GenericSecret;
      /** Conditions besides `Accepted`. */
      readonly verdicts?: Verdicts;
    })
  | { readonly kind: 'grouped'; readonly groups: BackendGroups['groups']; readonly findings: readonly Said[] }
  | { readonly kind: 'refused'; readonly findings: readonly [Said, ...Said[]] };

/**
 * DestinationKind is one type of destination: what it becomes, and what must be looked up elsewhere for that. One file a
 * type, one line in `destinations.ts`.
 */
export interface DestinationKind<D extends KgatewayDestination> {
  build(written: Written<D>, context: BackendKindContext, track: Tracker): BuiltDestination;
  wants?(written: Written<D>, context: BackendKindContext, track: Tracker): readonly Want[];
}

/** refused is a destination with one mistake. */
export function refused(reason: string, message: string, path: string): BuiltDestination {
  return { kind: 'refused', findings: [{ severity: 'error', reason, message, path }] };
}
