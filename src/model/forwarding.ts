import { type BackendUse, withMembers } from './backend-use.ts';
import type { HostEdit, HttpEdits } from './http-edits.ts';
import type { InjectedCredential } from './injected-credential.ts';
import type { Mirroring } from './policy/mirroring.ts';
import type { Owned } from './policy/owned.ts';
import type { Session } from './policy/session.ts';

/**
 * Destination takes a share of what is forwarded. The share of an `invalid` one fails: requests are answered with 500,
 * connections are closed.
 */
export type Destination =
  | {
      readonly kind: 'backend';
      readonly use: BackendUse;
      readonly weight: number;
      /** Changes to the requests that go here. Only for HTTP. */
      readonly edits?: DestinationEdits;
    }
  | {
      readonly kind: 'invalid';
      readonly weight: number;
      /** The use that it would be, were that usable: so it stays known what refers to the backend. */
      readonly meant?: BackendUse;
    };

/** DestinationEdits have no path, and no host but a written name: Envoy has the others for a whole rule only. */
export interface DestinationEdits extends Omit<HttpEdits, 'path' | 'host'> {
  readonly host?: Extract<HostEdit, { kind: 'name' }>;
  readonly credentials?: readonly Owned<InjectedCredential>[];
  /** Keeps a client at one endpoint of this backend, where the rule itself has no session. */
  readonly session?: Session;
}

/** Mirror sends a copy of `numerator` in `denominator` requests; its answer is ignored. */
export interface Mirror {
  readonly use: BackendUse;
  readonly numerator: number;
  readonly denominator: number;
  readonly manner?: Mirroring;
}

/** Forwarding says where a rule sends traffic, whatever the kind of its route. */
export interface Forwarding {
  readonly destinations: readonly Destination[];
  readonly mirrors: readonly Mirror[];
}

/** canForward tells whether any share of a forwarding has somewhere to go. */
export function canForward({ destinations }: Forwarding): boolean {
  return destinations.some(d => d.kind === 'backend' && d.weight > 0);
}

/** usesOf lists the uses that a forwarding names, mirrors included. */
export function usesOf({ destinations, mirrors }: Forwarding): BackendUse[] {
  return [...destinations.flatMap(namedBy), ...mirrors.flatMap(m => withMembers(m.use))];
}

function namedBy(destination: Destination): readonly BackendUse[] {
  if (destination.weight === 0) return [];
  if (destination.kind === 'backend') return withMembers(destination.use);
  return destination.meant === undefined ? [] : [destination.meant];
}
